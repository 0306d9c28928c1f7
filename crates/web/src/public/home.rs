//! P1 the first screen, and P9 what the hotline takes and how a claim goes on.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use law::Clause;

use crate::frame::Look;
use crate::page::{Block, FormView, Link, public};
use crate::state::Desk;
use crate::view::FieldView;

pub(crate) async fn home(look: Look) -> Response {
    let tel = look.site.tel.clone();
    let find = FormView::get(
        &look,
        "/t",
        "查进度",
        vec![FieldView::search("no", "编号").hint("短信或回执上的编号，例如 TS260105-00731-7")],
    );
    let mut blocks = Vec::new();
    // In large print the frame has this button already, on every page.
    if !look.prefs.elder {
        blocks.push(Block::Links(vec![Link::main(format!("打{tel}　24小时人工接听"), format!("tel:{tel}"))]));
    }
    blocks.extend([
        Block::Links(vec![Link::main("提交诉求　约1分钟，不用注册", "/submit/what")]),
        Block::Form(find),
        Block::Heading("我们受理".to_owned()),
        Block::List(
            [
                "问政务和公共服务的事（咨询）",
                "要政府或公共服务单位帮忙解决的事（求助）",
                "对作风、质量、效率不满意的事（投诉、举报）",
                "对城市管理和服务的主意（意见建议）",
            ]
            .map(str::to_owned)
            .into(),
        ),
        Block::Heading("这些另有途径".to_owned()),
        Block::List(
            [
                "有人正处在危险中：打110、119、120、122",
                "已经或应当走诉讼、仲裁、行政复议、信访的事：去原来办理的机关",
                "外地的事：打当地12345",
            ]
            .map(str::to_owned)
            .into(),
        ),
        Block::Links(vec![Link::new("怎么受理、怎么办、多久答复", "/about"), Link::new("工作人员登录", "/in")]),
    ]);
    public(StatusCode::OK, look.titled("有事找12345"), blocks)
}

pub(crate) async fn about(State(desk): State<Desk>, look: Look) -> Response {
    let policy = desk.app.policy();
    let (dispatch, sign) = (policy.dispatch.value.zh(), policy.sign.value.zh());
    let (consultation, other) = (policy.handle_consultation.value.zh(), policy.handle_other.value.zh());
    let text = |clause: Clause| Block::Quote(format!("{}　{}", clause.zh(), clause.text()));
    let blocks = vec![
        Block::Heading("多久".to_owned()),
        Block::List(
            [
                format!("受理后一般{dispatch}内派单或者答复"),
                format!("单位{sign}内签收，签收后联系您"),
                format!("咨询{consultation}、其他{other}内办结并答复您；复杂的经审核可以延期，会告诉您原因"),
                "办完后由热线（不是承办单位）回访，请您评价".to_owned(),
            ]
            .into(),
        ),
        Block::Heading("受理什么".to_owned()),
        text(Clause::C10_1_5),
        Block::Heading("不受理什么".to_owned()),
        text(Clause::C11_1_6),
        Block::Heading("您的权利和责任".to_owned()),
        text(Clause::C14_1),
        text(Clause::C14_2),
        Block::Links(vec![Link::main("提交诉求", "/submit/what"), Link::new("回首页", "/")]),
    ];
    public(StatusCode::OK, look.titled("热线怎么受理、怎么办"), blocks)
}
