//! The makers' guides, walked as a person with the guide in hand does it: in Chromium, in the guide's
//! language and in its maker's words, to a mail in the mailbox. The guide's step numbers stand beside the
//! lines; docs/guides.md says where each step is.

mod administrator;
mod epson;
mod ricoh;
mod sharp;
mod sharp_bp70m65;
mod sharp_bpc131pw;
mod table;
mod toshiba_a4;
