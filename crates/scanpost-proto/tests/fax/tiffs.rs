//! TIFFs as fax machines write them, and each way to be none.

use scanpost_proto::fax::{FlawKind, Kind, MOST_PAGES};

use crate::stage::{LONG, RATIONAL, SHORT, Tiff, checked, flaw, page, page_with};

fn one(tag: u16, kind: u16, values: &[u32]) -> Vec<u8> {
    Tiff::of(vec![page_with(tag, kind, values)]).octets()
}

#[test]
fn a_fax_tells_its_pages_in_either_order_of_octets() {
    for big in [false, true] {
        let tiff = Tiff { big, pages: vec![page(), page_with(283, RATIONAL, &[196, 1])] };
        let pages = checked(Kind::Tiff, &tiff.octets()).expect("it is fit").pages;
        assert_eq!(pages.len(), 2);
        assert_eq!((pages[0].width, pages[0].length, pages[0].compression), (1728, 1100, 4));
        assert_eq!(pages[0].resolution, Some((204.0, 98.0)));
        assert_eq!(pages[1].resolution, Some((204.0, 196.0)));
    }
}

#[test]
fn a_resolution_may_be_in_centimetres_or_missing_and_is_never_divided_by_nothing() {
    let resolution = |octets: Vec<u8>| {
        let page = checked(Kind::Tiff, &octets).expect("it is fit").pages.remove(0);
        page.resolution.map(|(across, _)| across)
    };
    assert_eq!(resolution(one(296, SHORT, &[3])), Some(204.0 * 2.54));
    assert_eq!(resolution(one(296, SHORT, &[1])), None);
    assert_eq!(resolution(one(282, RATIONAL, &[])), None);
    assert_eq!(resolution(one(282, RATIONAL, &[204, 0])), None);
}

#[test]
fn what_fax_machines_and_old_scanners_use_is_let_through_and_nothing_else() {
    let length = |rows| (257, SHORT, vec![rows]);
    for (compression, rows) in [
        (1, 0),
        (2, 200),
        (3, 1600),
        (4, 1600),
        (5, 2000),
        (7, 900),
        (9, 2000),
        (10, 2000),
        (32773, 50),
    ] {
        let mut fields = page_with(259, SHORT, &[compression]);
        fields.retain(|field| field.0 != 257 && field.0 != 278);
        // 200 octets are less than a row of 1728 dots in the clear; 1600 dots it holds.
        fields.push(length(if rows == 0 { 1 } else { rows }));
        if rows == 0 {
            fields.retain(|field| field.0 != 256);
            fields.push((256, SHORT, vec![1600]));
        }
        let octets = Tiff::of(vec![fields]).octets();
        let pages = checked(Kind::Tiff, &octets).expect("it is fit").pages;
        assert_eq!(u32::from(pages[0].compression), compression);
    }
    for compression in [0, 6, 8, 11, 32946, 34712, 65000] {
        let (kind, why) = flaw(Kind::Tiff, &one(259, SHORT, &[compression]));
        assert_eq!((kind, why), (FlawKind::TiffUnsupported, format!("compression {compression}")));
    }
}

#[test]
fn a_page_that_would_burst_when_it_is_decoded_is_stopped_by_its_own_words() {
    for (fields, kind) in [
        // More rows than 200 octets can hold, by the code that is used.
        (page_with(257, SHORT, &[1601]), FlawKind::TiffBroken),
        (page_with(259, SHORT, &[1]), FlawKind::TiffBroken),
        (page_with(259, SHORT, &[2]), FlawKind::TiffBroken),
        (page_with(259, SHORT, &[32773]), FlawKind::TiffBroken),
        // More octets than any page has.
        (page_with(257, LONG, &[4_000_000_000]), FlawKind::TiffOverdone),
        (page_with(256, LONG, &[u32::MAX]), FlawKind::TiffOverdone),
        (page_with(277, SHORT, &[9]), FlawKind::TiffUnsupported),
        (page_with(258, SHORT, &[64]), FlawKind::TiffUnsupported),
    ] {
        let octets = Tiff::of(vec![fields.clone()]).octets();
        assert_eq!(flaw(Kind::Tiff, &octets).0, kind, "{fields:?}");
    }
}

#[test]
fn strips_lie_inside_and_there_are_as_many_as_the_rows_want() {
    let halves = |offsets: &[u32], counts: &[u32]| {
        let mut fields = page_with(278, LONG, &[550]);
        fields.retain(|field| field.0 != 273 && field.0 != 279);
        fields.push((273, LONG, offsets.to_vec()));
        fields.push((279, SHORT, counts.to_vec()));
        Tiff::of(vec![fields]).octets()
    };
    assert!(checked(Kind::Tiff, &halves(&[8, 108], &[100, 100])).is_ok());
    for (offsets, counts) in [
        (&[8, 108][..], &[100][..]),
        (&[8], &[100, 100]),
        (&[8, 4_000_000_000], &[100, 100]),
        (&[8, 108], &[100, 60_000]),
        (&[8, 108], &[100, 0]),
    ] {
        let flaw = flaw(Kind::Tiff, &halves(offsets, counts));
        assert_eq!(flaw.0, FlawKind::TiffBroken, "{offsets:?} {counts:?}");
    }
}

#[test]
fn strips_of_all_pages_together_have_a_limit() {
    let mut fields = page_with(278, LONG, &[1]);
    fields.retain(|field| field.0 != 256 && field.0 != 257);
    fields.extend([(256, SHORT, vec![8]), (257, LONG, vec![250_000])]);
    let (kind, _) = flaw(Kind::Tiff, &Tiff::of(vec![fields]).octets());
    assert_eq!(kind, FlawKind::TiffOverdone);
}

#[test]
fn directories_in_a_ring_and_too_many_of_them_end_the_walk() {
    let mut ring = Tiff::of(vec![page()]).octets();
    let next = 208 + 2 + page().len() * 12;
    ring[next..next + 4].copy_from_slice(&208_u32.to_le_bytes());
    assert!(flaw(Kind::Tiff, &ring).1.contains("ring"));
    let most = Tiff::of(vec![page(); MOST_PAGES]).octets();
    assert_eq!(checked(Kind::Tiff, &most).expect("it is fit").pages.len(), MOST_PAGES);
    let more = Tiff::of(vec![page(); MOST_PAGES + 1]).octets();
    assert_eq!(flaw(Kind::Tiff, &more).0, FlawKind::TiffOverdone);
}

#[test]
fn a_page_says_how_large_it_is_and_where_it_stands() {
    for (tag, kind, values) in [
        (256, SHORT, &[][..]),
        (257, SHORT, &[]),
        (273, LONG, &[]),
        (279, LONG, &[]),
        (256, SHORT, &[0]),
        (256, RATIONAL, &[1728, 1]),
        (282, SHORT, &[204]),
    ] {
        let flaw = flaw(Kind::Tiff, &one(tag, kind, values));
        assert_eq!(flaw.0, FlawKind::TiffBroken, "{tag} {values:?}");
    }
    assert_eq!(flaw(Kind::Tiff, &one(322, SHORT, &[256])).0, FlawKind::TiffUnsupported);
}

#[test]
fn what_is_no_tiff_says_so() {
    for (octets, kind) in [
        (&b""[..], FlawKind::TiffBroken),
        (b"II*\0", FlawKind::TiffBroken),
        (b"<html><body>", FlawKind::TiffBroken),
        (b"II*\0\0\0\0\0", FlawKind::TiffBroken),
        (b"II*\0\xff\xff\xff\xff", FlawKind::TiffBroken),
        (b"II+\0\x08\0\0\0", FlawKind::TiffUnsupported),
    ] {
        assert_eq!(flaw(Kind::Tiff, octets).0, kind, "{octets:?}");
    }
}
