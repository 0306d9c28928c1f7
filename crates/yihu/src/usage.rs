//! The command line in both languages: headings of the help, and what is said when it was typed wrong.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

/// The exit code of a wrong command line.
const WRONG: u8 = 2;
const TEMPLATE: &str = "{about-with-newline}\n用法 / Usage: {usage}\n\n{all-args}";

/// What was asked for; or help, or what is wrong, is said and the exit code given.
pub(crate) fn parse<T: CommandFactory + FromArgMatches>() -> Result<T, ExitCode> {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let command = T::command().disable_version_flag(true).arg(version.help("显示版本 / print the version"));
    let parsed = bilingual(command).try_get_matches().and_then(|matches| T::from_arg_matches(&matches));
    parsed.map_err(|error| {
        if error.use_stderr() {
            // Nowhere left to say it if this fails.
            eprintln!("{}", sentence(&error));
            let _said = error.print();
            return ExitCode::from(WRONG);
        }
        let _said = error.print();
        ExitCode::SUCCESS
    })
}

fn bilingual(command: Command) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(help.help("显示用法 / print this help"))
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令 / Commands")
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "参数 / Arguments" } else { "选项 / Options" };
            arg.help_heading(heading)
        })
        .mut_subcommands(bilingual)
}

/// What is wrong, and what to do. clap's own words follow for those who read English.
fn sentence(error: &clap::Error) -> String {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(_) | None => String::new(),
    };
    let arg = said(ContextKind::InvalidArg);
    #[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, open list: the rest is rare and said in general")]
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", said(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "没有写要执行的命令".to_owned()
        }
        ErrorKind::UnknownArgument => format!("没有“{arg}”这个参数"),
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {arg}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => match said(ContextKind::InvalidValue) {
            value if value.is_empty() => format!("参数 {arg} 后面没有写值"),
            value => format!("参数 {arg} 的值“{value}”不对"),
        },
        ErrorKind::ArgumentConflict => match said(ContextKind::PriorArg) {
            prior if prior.is_empty() || prior == arg => format!("参数 {arg} 只能写一次"),
            prior => format!("参数 {arg} 与 {prior} 不能同时使用"),
        },
        _ => "命令行写得不对".to_owned(),
    };
    format!("{what}。请运行 yihu --help 查看用法。")
}
