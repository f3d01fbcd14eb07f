using System.Globalization;

namespace Fanout.Ingest.Adapters.Retrosheet;

/// <summary>
/// Times for a format that has none: the start, in local time of a place whose zone is not stated and taken as UTC, and two minutes for each
/// play record, which is what games take on average. A game that was suspended goes on at the same time of the day that it names.
/// </summary>
internal sealed class RetrosheetTimes
{
    private static readonly TimeSpan OfPlay = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan NoonForUnknown = TimeSpan.FromHours(12);

    public RetrosheetTimes(RetrosheetGame game)
    {
        var stated = DateOf(game.Info("date"), "yyyy/MM/dd");
        var date = stated ?? DateOf(game.Id.Length >= 11 ? game.Id[3..11] : "", "yyyyMMdd");
        IsKnown = date is not null;
        var day = date ?? DateTimeOffset.UnixEpoch;
        TimeOfDay = TimeOf(game.Info("starttime")) ?? NoonForUnknown;
        Start = Now = day + TimeOfDay;
    }

    /// <summary>Some record names the day. Otherwise times count from 1970.</summary>
    public bool IsKnown { get; }

    public DateTimeOffset Start { get; }

    /// <summary>Time of the present record.</summary>
    public DateTimeOffset Now { get; private set; }

    private TimeSpan TimeOfDay { get; }

    /// <summary>Goes on by a play.</summary>
    public void Pass() => Now += OfPlay;

    /// <summary>Goes on to another day; a day before the present one is passed over.</summary>
    public void ResumeOn(string date)
    {
        if (DateOf(date, "yyyyMMdd") is { } day && day + TimeOfDay > Now) Now = day + TimeOfDay;
    }

    private static DateTimeOffset? DateOf(string text, string format) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    // 0:00PM stands for unknown.
    private static TimeSpan? TimeOf(string text) =>
        DateTime.TryParseExact(text, "h:mmtt", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.TimeOfDay : null;
}
