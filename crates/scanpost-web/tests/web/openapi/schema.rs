//! Holds a value against a schema: the words of JSON Schema 2020-12 that the document uses, and no
//! others. A word that is not known here fails, so that none is passed over.
//!
//! The libraries for it bring two dozen crates, one of them under a licence that is not among ours,
//! for words that the document does not use.

use std::collections::BTreeSet;

use serde_json::Value;

/// The names of the object's fields that the schema has spoken of (JSON Schema Core §11.3), or what
/// is wrong first.
type Spoken = Result<BTreeSet<String>, String>;

pub(super) fn check(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    Checker { document }.value(schema, value, "").map(drop)
}

struct Checker<'a> {
    document: &'a Value,
}

impl Checker<'_> {
    fn value(&self, schema: &Value, value: &Value, at: &str) -> Spoken {
        let words = schema.as_object().ok_or_else(|| format!("{at}: no schema: {schema}"))?;
        let mut spoken = BTreeSet::new();
        for (word, says) in words {
            let more = match word.as_str() {
                "$ref" => self.value(self.referred(says)?, value, at)?,
                "allOf" => self.all_of(says, value, at)?,
                "anyOf" => self.some_of(says, value, at, 1..=usize::MAX)?,
                "oneOf" => self.some_of(says, value, at, 1..=1)?,
                "properties" => self.properties(says, value, at)?,
                "additionalProperties" => self.additional(schema, says, value, at)?,
                "items" | "prefixItems" => self.items(schema, word, says, value, at)?,
                // The last waits until all others have spoken: see below.
                "description" | "examples" | "default" | "format" | "unevaluatedProperties" => {
                    BTreeSet::new()
                }
                _ if limits(word, says, value)? => BTreeSet::new(),
                _ => return Err(format!("{at}: {word} must be {says}, and is {value}")),
            };
            spoken.extend(more);
        }
        if let Some(says) = words.get("unevaluatedProperties") {
            assert_eq!(says, false, "{at}: the only form that is known here");
            let fields = value.as_object().into_iter().flatten();
            let unknown = fields.map(|(name, _)| name).find(|name| !spoken.contains(*name));
            unknown
                .map_or(Ok(()), |name| Err(format!("{at}: the document has no field {name}")))?;
        }
        Ok(spoken)
    }

    fn referred(&self, reference: &Value) -> Result<&Value, String> {
        let pointer = reference.as_str().and_then(|reference| reference.strip_prefix('#'));
        let schema = pointer.and_then(|pointer| self.document.pointer(pointer));
        schema.ok_or_else(|| format!("{reference} leads nowhere"))
    }

    fn all_of(&self, schemas: &Value, value: &Value, at: &str) -> Spoken {
        list(schemas).try_fold(BTreeSet::new(), |mut spoken, schema| {
            spoken.extend(self.value(schema, value, at)?);
            Ok(spoken)
        })
    }

    fn some_of(
        &self,
        schemas: &Value,
        value: &Value,
        at: &str,
        number: std::ops::RangeInclusive<usize>,
    ) -> Spoken {
        let results: Vec<_> = list(schemas).map(|schema| self.value(schema, value, at)).collect();
        let fitting = results.iter().filter(|result| result.is_ok()).count();
        if !number.contains(&fitting) {
            let why: Vec<_> = results.into_iter().filter_map(Result::err).collect();
            return Err(format!("{at}: {fitting} forms fit {value}: {}", why.join("; ")));
        }
        Ok(results.into_iter().flatten().flatten().collect())
    }

    fn properties(&self, properties: &Value, value: &Value, at: &str) -> Spoken {
        let Some(fields) = value.as_object() else { return Ok(BTreeSet::new()) };
        let properties = properties.as_object().ok_or("properties are an object")?;
        let present = properties.iter().filter(|(name, _)| fields.contains_key(*name));
        present
            .map(|(name, schema)| {
                self.value(schema, &fields[name], &format!("{at}/{name}")).map(|_| name.clone())
            })
            .collect()
    }

    fn additional(&self, schema: &Value, says: &Value, value: &Value, at: &str) -> Spoken {
        let known = |name: &String| schema["properties"].get(name).is_some();
        let fields = value.as_object().into_iter().flatten();
        fields
            .filter(|(name, _)| !known(name))
            .map(|(name, value)| {
                if *says == false {
                    return Err(format!("{at}: the document has no field {name}"));
                }
                self.value(says, value, &format!("{at}/{name}")).map(|_| name.clone())
            })
            .collect()
    }

    fn items(&self, schema: &Value, word: &str, says: &Value, value: &Value, at: &str) -> Spoken {
        let first = schema["prefixItems"].as_array().map_or(0, Vec::len);
        for (place, item) in list(value).enumerate() {
            let at = format!("{at}/{place}");
            match word {
                "prefixItems" if place < first => self.value(&says[place], item, &at)?,
                "items" if place >= first => self.value(says, item, &at)?,
                _ => continue,
            };
        }
        Ok(BTreeSet::new())
    }
}

/// Whether a word that looks at the value alone is satisfied.
fn limits(word: &str, says: &Value, value: &Value) -> Result<bool, String> {
    let number = |fits: fn(f64, f64) -> bool| match (value.as_f64(), says.as_f64()) {
        (Some(value), Some(limit)) => fits(value, limit),
        _ => true,
    };
    let size = |size: Option<usize>, fits: fn(usize, u64) -> bool| {
        size.is_none_or(|size| says.as_u64().is_some_and(|limit| fits(size, limit)))
    };
    let characters = value.as_str().map(|text| text.chars().count());
    let items = value.as_array().map(Vec::len);
    let at_least = |size: usize, limit| size as u64 >= limit;
    let at_most = |size: usize, limit| size as u64 <= limit;
    Ok(match word {
        "type" if says.is_array() => list(says).any(|one| is_of_type(one, value)),
        "type" => is_of_type(says, value),
        "enum" => list(says).any(|one| one == value),
        "const" => says == value,
        "required" => value.as_object().is_none_or(|fields| {
            list(says).all(|name| name.as_str().is_some_and(|name| fields.contains_key(name)))
        }),
        "minimum" => number(|value, limit| value >= limit),
        "maximum" => number(|value, limit| value <= limit),
        "minLength" => size(characters, at_least),
        "maxLength" => size(characters, at_most),
        "minItems" => size(items, at_least),
        "maxItems" => size(items, at_most),
        _ => return Err(format!("{word} is not known to this check")),
    })
}

fn is_of_type(name: &Value, value: &Value) -> bool {
    match name.as_str() {
        Some("null") => value.is_null(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("string") => value.is_string(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => false,
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[test]
fn the_check_finds_what_is_wrong() {
    use serde_json::json;
    let document = json!({ "parts": { "type": "object", "properties": { "a": { "type": "integer", "minimum": 1 } }, "required": ["a"] } });
    let closed = json!({ "type": "object", "properties": { "a": { "type": "string", "maxLength": 2 } }, "additionalProperties": false });
    let whole = json!({ "allOf": [{ "$ref": "#/parts" }], "oneOf": [{ "properties": { "b": { "const": 1 } }, "required": ["b"] }, { "properties": { "c": { "enum": ["x"] } }, "required": ["c"] }], "unevaluatedProperties": false });
    let pairs = json!({ "type": "array", "prefixItems": [{ "type": "string" }], "items": { "type": ["boolean", "null"] } });
    let table = [
        (&closed, json!({}), true),
        (&closed, json!({ "a": "xy" }), true),
        (&closed, json!({ "a": "xyz" }), false),
        (&closed, json!({ "a": 1 }), false),
        (&closed, json!({ "b": 1 }), false),
        (&closed, json!([]), false),
        (&whole, json!({ "a": 1, "b": 1 }), true),
        (&whole, json!({ "a": 1, "c": "x" }), true),
        (&whole, json!({ "a": 0, "b": 1 }), false),
        (&whole, json!({ "b": 1 }), false),
        (&whole, json!({ "a": 1 }), false),
        (&whole, json!({ "a": 1, "b": 1, "c": "x" }), false),
        (&whole, json!({ "a": 1, "b": 2 }), false),
        (&whole, json!({ "a": 1, "b": 1, "d": 1 }), false),
        (&pairs, json!(["x", true, null]), true),
        (&pairs, json!([true]), false),
        (&pairs, json!(["x", "y"]), false),
        (&json!({ "pattern": "x" }), json!("x"), false),
        (&json!({ "$ref": "#/nothing" }), json!("x"), false),
    ];
    for (schema, value, fits) in table {
        assert_eq!(check(&document, schema, &value).is_ok(), fits, "{schema} {value}");
    }
}
