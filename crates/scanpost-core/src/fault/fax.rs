//! What a flaw of a fax means: a person looks at it, and its sender sends it in another way.

use scanpost_proto::fax::{Flaw, FlawKind};

use super::{Code, Fault};

/// The fault of an arrival with this flaw, in the document that its sender calls so.
pub fn of_a_flaw(flaw: &Flaw, document: Option<&str>) -> Fault {
    let code = match flaw.kind {
        FlawKind::MailOverdone => Code::FaxMailOverdone,
        FlawKind::TiffBroken => Code::FaxTiffBroken,
        FlawKind::TiffUnsupported => Code::FaxTiffUnsupported,
        FlawKind::TiffOverdone => Code::FaxTiffOverdone,
        FlawKind::PdfBroken => Code::FaxPdfBroken,
        FlawKind::PdfEncrypted => Code::FaxPdfEncrypted,
    };
    match document {
        Some(name) => Fault::new(code).words(format_args!("{name}: {}", flaw.why)),
        None => Fault::new(code).words(&flaw.why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Class;

    #[test]
    fn each_flaw_is_a_fault_of_the_one_fax_and_names_the_document() {
        let kinds = [
            (FlawKind::MailOverdone, "fax-mail-overdone"),
            (FlawKind::TiffBroken, "fax-tiff-broken"),
            (FlawKind::TiffUnsupported, "fax-tiff-unsupported"),
            (FlawKind::TiffOverdone, "fax-tiff-overdone"),
            (FlawKind::PdfBroken, "fax-pdf-broken"),
            (FlawKind::PdfEncrypted, "fax-pdf-encrypted"),
        ];
        for (kind, code) in kinds {
            let flaw = Flaw { kind, why: "compression 8".to_owned() };
            let fault = of_a_flaw(&flaw, Some("a.tif"));
            assert_eq!((fault.code.as_str(), fault.class()), (code, Class::MailFailed));
            assert_eq!(fault.words.as_deref(), Some("a.tif: compression 8"));
            assert_eq!(of_a_flaw(&flaw, None).words.as_deref(), Some("compression 8"));
        }
    }
}
