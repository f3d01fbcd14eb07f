using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.RegularExpressions;
using Found = System.Text.RegularExpressions.Match;

namespace Fanout.Ingest.Adapters.OpenFootball;

/// <summary>Names, minutes and times as the format writes them.</summary>
internal static partial class OpenFootballText
{
    private const int SlugLengthMax = 32;

    // The Latin letters with marks that European names have, and the plain ones that stand for them.
    private const string Marked = "àáâãäåāăąæçćĉċčďđðèéêëēĕėęěĝğġģĥħìíîïĩīĭįıķĺļľŀłñńņňŋòóôõöøōŏőœŕŗřßśŝşšţťŧþùúûüũūŭůűųŵýÿŷźżž";
    private const string Plain = "aaaaaaaaaacccccdddeeeeeeeeegggghhiiiiiiiiiklllllnnnnnoooooooooorrrsssssttttuuuuuuuuuuwyyyzzz";

    private const uint MinuteMax = 150;
    private const uint AddedMax = 59;

    /// <summary>
    /// A name in the letters that an id may have: <c>Côte d'Ivoire</c> is <c>cote-d-ivoire</c>. A name in another script is a number.
    /// </summary>
    public static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
        {
            if (slug.Length >= SlugLengthMax) break;
            var marked = Marked.IndexOf(letter, StringComparison.Ordinal);
            var plain = marked < 0 ? letter : Plain[marked];
            if (char.IsAsciiLetterOrDigit(plain)) slug.Append(plain);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        var readable = slug.ToString().TrimEnd('-');
        return readable.Length > 0 ? readable : XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(name)).ToString("x8", CultureInfo.InvariantCulture);
    }

    /// <summary>Reads <c>90</c>, <c>90+4</c> or <c>90'+4</c>; false when it is none of them.</summary>
    public static bool TryReadMinute(string text, out uint minute, out uint added)
    {
        (minute, added) = (0, 0);
        var match = MinuteText().Match(text);
        return match.Success
            && uint.TryParse(match.Groups["minute"].ValueSpan, CultureInfo.InvariantCulture, out minute)
            && (!match.Groups["added"].Success || uint.TryParse(match.Groups["added"].ValueSpan, CultureInfo.InvariantCulture, out added))
            && IsMinute(minute, added);
    }

    public static bool IsMinute(long minute, long added) => minute is > 0 and <= MinuteMax && added is >= 0 and <= AddedMax;

    /// <summary>The kick-off; its zone is known only where the text says it (<c>17:00 UTC-3</c>), and is taken as UTC otherwise.</summary>
    public static bool TryReadStart(string? date, string? time, out DateTimeOffset start, out bool hasZone)
    {
        hasZone = false;
        start = DateTimeOffset.UnixEpoch;
        if (!DateTime.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return false;
        if (!ProviderTime.IsPlausible(day.Year)) return false;
        start = new DateTimeOffset(day, TimeSpan.Zero);
        var match = TimeText().Match(time ?? "");
        if (!match.Success) return true;
        var clock = new TimeSpan(Whole(match, "hour"), Whole(match, "minute"), 0);
        if (clock >= TimeSpan.FromDays(1)) return true;
        start += clock;
        if (!match.Groups["zone"].Success) return true;
        var offset = new TimeSpan(Whole(match, "zoneHour"), Whole(match, "zoneMinute"), 0);
        hasZone = offset <= TimeSpan.FromHours(14); // the easternmost zone
        if (hasZone) start -= match.Groups["sign"].Value == "-" ? -offset : offset;
        return true;
    }

    private static int Whole(Found found, string group) =>
        found.Groups[group].Success ? int.Parse(found.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^\s*(?<minute>[0-9]{1,3})'?\s*(\+\s*(?<added>[0-9]{1,2})'?)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex MinuteText();

    [GeneratedRegex(
        @"^\s*(?<hour>[0-9]{1,2})[:.](?<minute>[0-9]{2})(\s*\(?(?<zone>(UTC|GMT)\s*(?<sign>[+-])?(?<zoneHour>[0-9]{1,2})?(:?(?<zoneMinute>[0-9]{2}))?)\)?)?",
        RegexOptions.CultureInvariant)]
    private static partial Regex TimeText();
}
