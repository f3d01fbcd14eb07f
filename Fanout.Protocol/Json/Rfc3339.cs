using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Protocol.Json;

/// <summary>
/// Instants as text: RFC 3339 §5.6, any offset, any number of fraction digits (those past the ninth are cut off).
/// </summary>
public static class Rfc3339
{
    /// <summary>Longest text that <see cref="Format"/> makes: <c>2026-11-22T18:00:00.123456789Z</c>.</summary>
    public const int LengthMax = 30;

    private const int OffsetIndex = 19; // of what follows the seconds

    /// <summary>Reads an instant of the years 0001 to 9999, in UTC.</summary>
    /// <returns><see langword="false"/>: the text is not an RFC 3339 date-time, or its instant lies outside those
    /// years.</returns>
    /// <remarks>
    /// The leap second 23:59:60 is read as the second after it, as POSIX time counts. <c>-00:00</c> is UTC.
    /// </remarks>
    public static bool TryParse(ReadOnlySpan<char> text, out Timestamp instant)
    {
        instant = new Timestamp();
        if (text.Length <= OffsetIndex || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't'
            || text[13] != ':' || text[16] != ':')
        {
            return false;
        }
        if (!TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month)
            || !TryDigits(text[8..10], out var day) || !TryDigits(text[11..13], out var hour)
            || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second))
        {
            return false;
        }
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }
        var rest = text[OffsetIndex..];
        if (!TryFraction(ref rest, out var nanos) || !TryOffset(rest, out var offsetMinutes)) return false;

        var local = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc);
        var seconds =
            ((local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) + second - (offsetMinutes * 60L);
        if (seconds < TimestampSecondsMin || seconds > TimestampSecondsMax) return false;
        instant = new Timestamp { Seconds = seconds, Nanos = nanos };
        return true;
    }

    /// <summary>The instant in UTC, with as many of 0, 3, 6 or 9 fraction digits as it needs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant is not in the years 0001 to 9999, or its nanoseconds
    /// are not 0 to 999,999,999.</exception>
    public static string Format(Timestamp instant)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instant.Seconds, TimestampSecondsMin, nameof(instant));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(instant.Seconds, TimestampSecondsMax, nameof(instant));
        ArgumentOutOfRangeException.ThrowIfNegative(instant.Nanos, nameof(instant));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(instant.Nanos, 999_999_999, nameof(instant));

        var second = DateTime.UnixEpoch.AddSeconds(instant.Seconds)
            .ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        if (instant.Nanos == 0) return second + "Z";
        var digits = instant.Nanos.ToString("D9", CultureInfo.InvariantCulture);
        var length = instant.Nanos % 1_000_000 == 0 ? 3 : instant.Nanos % 1_000 == 0 ? 6 : 9;
        return $"{second}.{digits.AsSpan(0, length)}Z";
    }

    // The range of google.protobuf.Timestamp.
    private const long TimestampSecondsMin = -62_135_596_800;
    private const long TimestampSecondsMax = 253_402_300_799;

    private static bool TryDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return false;
            value = (value * 10) + (c - '0');
        }
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<char> text, out int nanos)
    {
        nanos = 0;
        if (text.Length == 0 || text[0] != '.') return true;
        var end = 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        if (end == 1) return false;
        for (var i = 1; i <= 9; i++) nanos = (nanos * 10) + (i < end ? text[i] - '0' : 0);
        text = text[end..];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1) return (text[0] | 0x20) == 'z';
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':') return false;
        if (!TryDigits(text[1..3], out var hour) || !TryDigits(text[4..6], out var minute)) return false;
        if (hour > 23 || minute > 59) return false;
        minutes = (text[0] == '-' ? -1 : 1) * ((hour * 60) + minute);
        return true;
    }
}
