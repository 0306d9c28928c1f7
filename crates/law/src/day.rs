//! Days as whole numbers since 1970-01-01, so that counting them is plain addition.

use jiff::civil::Date;

/// A civil day as the number of days since 1970-01-01. Always between [`FIRST`] and [`LAST`].
pub(crate) type DayNo = i32;

/// -9999-01-01, the first day [`Date`] can hold.
pub(crate) const FIRST: DayNo = -4_371_587;
/// 9999-12-31, the last day [`Date`] can hold.
pub(crate) const LAST: DayNo = 2_932_896;

/// The number of `date`.
///
/// The algorithm counts eras of 400 years (146,097 days) from 0000-03-01, so that the leap day is the last of a year.
pub(crate) fn number(date: Date) -> DayNo {
    let (month, day) = (i32::from(date.month()), i32::from(date.day()));
    let year = i32::from(date.year()) - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date of day `no`; days beyond the range of [`Date`] give its first or last day.
pub(crate) fn date(no: DayNo) -> Date {
    let z = no.clamp(FIRST, LAST) + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    // All three are in range because `no` was clamped; a test walks over both ends and the days between.
    let (Ok(year), Ok(month), Ok(day)) = (i16::try_from(year), i8::try_from(month), i8::try_from(day)) else {
        return Date::MAX;
    };
    Date::new(year, month, day).unwrap_or(Date::MAX)
}

/// Day of the week, Monday 0 to Sunday 6.
pub(crate) fn weekday(no: DayNo) -> i32 {
    (no + 3).rem_euclid(7)
}

/// `周一` to `周日`.
pub(crate) fn weekday_zh(no: DayNo) -> &'static str {
    match weekday(no) {
        0 => "周一",
        1 => "周二",
        2 => "周三",
        3 => "周四",
        4 => "周五",
        5 => "周六",
        _ => "周日",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_are_each_others_inverse() {
        assert_eq!(number(Date::MIN), FIRST);
        assert_eq!(number(Date::MAX), LAST);
        assert_eq!(date(FIRST), Date::MIN);
        assert_eq!(date(LAST), Date::MAX);
        let mut expected = Date::constant(1899, 12, 30);
        for no in number(expected)..number(Date::constant(2201, 1, 3)) {
            assert_eq!(date(no), expected);
            assert_eq!(number(expected), no);
            assert_eq!(weekday(no), i32::from(expected.weekday().to_monday_zero_offset()));
            expected = expected.tomorrow().unwrap();
        }
    }
}
