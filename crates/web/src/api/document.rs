//! OpenAPI 3.1, from the table of verbs and the domain's own types; served, and kept in `docs/openapi.json`.

use std::collections::BTreeMap;

use hotline::authority::{is_the_claimants, performers};
use hotline::command::{Schemas, schemas_of};
use hotline::supervision::{AnswerSupervision, DecideKey, JoinUnit, ProposeKey, SupervisionVerb, SupervisionWord};
use hotline::{Command, Rating, Verb};
use serde_json::{Map, Value, json};

use super::requests::{NewClaim, NewLook, NewSession};

/// The whole document.
pub fn document() -> Value {
    let mut document = json!({ "openapi": "3.1.0" });
    document["info"] = json!({
        "title": "Yihu API", "version": "1",
        "description": "12345政务服务便民热线。每个POST都要带Idempotency-Key；If-Match带上看到的版本号。错误按RFC 9457，依法不能办理的写明条款。",
        "license": { "name": "Apache-2.0" },
    });
    document["paths"] = Value::Object(paths());
    document["components"]["schemas"] = schemas();
    document["components"]["securitySchemes"] = json!({ "bearer": { "type": "http", "scheme": "bearer" } });
    document["components"]["schemas"]["Problem"] = json!({
        "type": "object", "description": "RFC 9457",
        "properties": {
            "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
            "detail": { "type": "string" }, "clause": { "type": "string" }, "reason": { "type": "string" },
            "remedy": { "type": "string" }, "field": { "type": "string" },
        },
    });
    document
}

/// Every type that a body is made of, by name.
fn schemas() -> Value {
    let own = [schemas_of::<NewClaim>(), schemas_of::<NewSession>(), schemas_of::<NewLook>(), schemas_of::<Rating>()];
    let asked = Verb::ALL.iter().filter(|verb| is_the_claimants(**verb) || !performers(**verb).is_empty());
    let of_verbs = asked.filter_map(|verb| Command::schema_of(*verb));
    let of_supervision = SupervisionVerb::ALL.into_iter().map(supervision_body);
    let all: BTreeMap<_, _> =
        own.into_iter().chain(of_verbs).chain(of_supervision).flat_map(|Schemas { all, .. }| all).collect();
    serde_json::to_value(all).unwrap_or_default()
}

fn supervision_body(verb: SupervisionVerb) -> Schemas {
    match verb {
        SupervisionVerb::Answer => schemas_of::<AnswerSupervision>(),
        SupervisionVerb::Close | SupervisionVerb::SendBack => schemas_of::<SupervisionWord>(),
        SupervisionVerb::Join => schemas_of::<JoinUnit>(),
        SupervisionVerb::ProposeKey => schemas_of::<ProposeKey>(),
        SupervisionVerb::DecideKey => schemas_of::<DecideKey>(),
    }
}

fn paths() -> Map<String, Value> {
    let mut paths = Map::new();
    let mut put = |path: &str, method: &str, summary: &str, body: Option<&str>, open: bool, parameters: &[&str]| {
        paths.entry(path.to_owned()).or_insert_with(|| json!({}))[method] =
            operation(path, method, summary, body, open, parameters);
    };
    put("/api/v1/sessions", "post", "登录，得到令牌", Some("NewSession"), true, &[]);
    put("/api/v1/sessions", "delete", "退出", None, false, &[]);
    put(
        "/api/v1/claims",
        "post",
        "登记诉求（C12）；不带令牌即市民自己提交",
        Some("NewClaim"),
        true,
        &["Idempotency-Key"],
    );
    put("/api/v1/claims/{no}", "get", "诉求", None, false, &["no"]);
    put("/api/v1/claims/{no}/actions", "get", "现在可以做什么、为什么不能", None, false, &["no"]);
    put("/api/v1/claims/{no}/reveal", "post", "查看诉求人身份（C14.2、C39），留痕", Some("NewLook"), false, &["no"]);
    put("/api/v1/orders/{no}/reveal", "post", "主办单位查看诉求人身份，留痕", Some("NewLook"), false, &["no"]);
    put("/api/v1/orders/{no}", "get", "工单", None, false, &["no"]);
    put("/api/v1/orders/{no}/actions", "get", "这张工单现在可以做什么、为什么不能", None, false, &["no"]);
    put(
        "/api/v1/queues/{queue}",
        "get",
        "队列：intake dispatch callback check elsewhere recent",
        None,
        false,
        &["queue", "after"],
    );
    put("/api/v1/inbox", "get", "承办单位收件箱", None, false, &["filter", "after"]);
    put("/api/v1/reviews", "get", "待审核：异议、延期、反馈", None, false, &["after"]);
    put("/api/v1/search", "get", "按编号或电话查", None, false, &["q"]);
    put("/api/v1/track/{no}", "get", "诉求人查进度", None, true, &["no", "X-Query-Code"]);
    put("/api/v1/supervisions", "get", "督办（C37）", None, false, &["after"]);
    put("/api/v1/supervisions/{no}", "get", "一件督办", None, false, &["no"]);
    for verb in SupervisionVerb::ALL {
        let summary = format!("{}（{}）", verb.zh(), verb.clause().id());
        let body = supervision_body(verb).name;
        put(
            &format!("/api/v1/supervisions/{{no}}/{}", verb.code()),
            "post",
            &summary,
            Some(body.as_str()),
            false,
            &["no", "Idempotency-Key"],
        );
    }
    for verb in Verb::ALL.iter().filter(|verb| is_the_claimants(**verb)) {
        let body = Command::schema_of(*verb).map(|schemas| schemas.name);
        put(
            &format!("/api/v1/track/{{no}}/{}", verb.code()),
            "post",
            &format!("诉求人{}（{}）", verb.zh(), verb.clause().id()),
            body.as_deref(),
            true,
            &["no", "X-Query-Code", "Idempotency-Key"],
        );
    }
    for verb in Verb::ALL.iter().filter(|verb| **verb != Verb::Receive && !performers(**verb).is_empty()) {
        let kind = if verb.on_order() { "orders" } else { "claims" };
        let summary = format!("{}（{}）", verb.zh(), verb.clause().id());
        let body = Command::schema_of(*verb).map(|schemas| schemas.name);
        put(
            &format!("/api/v1/{kind}/{{no}}/{}", verb.code()),
            "post",
            &summary,
            body.as_deref(),
            false,
            &["no", "Idempotency-Key", "If-Match"],
        );
    }
    paths
}

fn operation(path: &str, method: &str, summary: &str, body: Option<&str>, open: bool, parameters: &[&str]) -> Value {
    let parameters: Vec<Value> = parameters
        .iter()
        .map(|name| {
            let (place, required) = if path.contains(&format!("{{{name}}}")) {
                ("path", true)
            } else if name.contains('-') {
                ("header", *name != "If-Match")
            } else {
                ("query", false)
            };
            json!({ "name": name, "in": place, "required": required, "schema": { "type": "string" } })
        })
        .collect();
    let problem = |text: &str| json!({ "description": text, "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } });
    let mut operation = json!({
        "operationId": format!("{method}_{}", path.trim_start_matches("/api/v1/").replace(['/', '-'], "_").replace(['{', '}'], "")),
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": { "description": "办了" }, "201": { "description": "新建" }, "204": { "description": "办了" },
            "400": problem("请求不对"), "401": problem("没有登录"), "404": problem("没有或无权查看"),
            "409": problem("已被别人先办理"), "415": problem("内容类型不对"), "422": problem("依法不能办理"), "429": problem("试得太多"),
        },
    });
    if let Some(body) = body {
        let schema = json!({ "$ref": format!("#/components/schemas/{body}") });
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    }
    if !open {
        operation["security"] = json!([{ "bearer": [] }]);
    }
    operation
}
