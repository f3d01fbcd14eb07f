using System.Globalization;
using Fanout.Log;
using Fanout.Perf.Driving;

namespace Fanout.Perf.Logs;

/// <summary>Which matches a feed knows, and what it sends of them.</summary>
internal sealed class FeedTraffic
{
    public const int HotPercent = 90;

    // A prime that divides no number of matches: neighbours in time are no neighbours in the list of matches.
    private const long Stride = 7919;

    private readonly Skew _skew;
    private readonly string[] _ids;

    /// <param name="skew">How events spread.</param>
    /// <param name="matchCount">How many matches it knows.</param>
    public FeedTraffic(Skew skew, int matchCount) => (_skew, _ids) = (skew, skew == Skew.Partition
        ? IdsOfOnePartition(matchCount)
        : [.. Enumerable.Range(0, matchCount).Select(IdOfNumber)]);

    public Skew Skew => _skew;

    public int MatchCount => _ids.Length;

    /// <summary>The first so many matches are those that the skew is about; 0 where there is none.</summary>
    public int HotCount => _skew switch
    {
        Skew.Match => 1,
        Skew.Partition => MatchCount * HotPercent / 100,
        _ => 0,
    };

    public string IdOf(int match) => _ids[match];

    /// <summary>The match of an event.</summary>
    public int MatchOf(long index)
    {
        if (_skew != Skew.Match)
            return (int)(index * Stride % MatchCount);
        return index % 10 < HotPercent / 10 ? 0 : 1 + (int)(index / 10 % (MatchCount - 1));
    }

    /// <summary>What makes a match known, and begins it.</summary>
    public string Opening(int match, long nowUs)
    {
        var at = Instant(nowUs);
        return $$$"""
            {"id":"f{{{match}}}","match":"{{{IdOf(match)}}}","at":"{{{at}}}","fixture":{"sport":"football","competition":{"id":"perf","name":"Performance"},"home":{"id":"h","name":"Home"},"away":{"id":"a","name":"Away"},"start":"{{{at}}}"},"status":{"status":"LIVE"},"phase":{"phase":"1H"},"clock":{"kind":"UP","running":true,"valueMs":0},"score":{"home":0,"away":0}}
            """;
    }

    /// <summary>
    /// A score, and an incident whose text is the mark: the one text of an event that readers of a match get as it is.
    /// </summary>
    public string Event(long index, long dueUs) => $$$"""
        {"id":"e{{{index}}}","match":"{{{IdOf(MatchOf(index))}}}","at":"{{{Instant(dueUs)}}}","score":{"home":{{{index % 1000}}},"away":0},"incident":{"id":"i1","type":"goal","team":"home","minute":23,"text":"{{{TimeMark.Text(dueUs, TimeMark.Size)}}}"}}
        """;

    private static string[] IdsOfOnePartition(int count)
    {
        var hot = count * HotPercent / 100;
        var ids = Enumerable.Range(0, int.MaxValue).Select(IdOfNumber);
        return
        [
            .. ids.Where(IsHot).Take(hot),
            .. ids.Where(static id => !IsHot(id)).Take(count - hot),
        ];

        static bool IsHot(string id) => Partitioning.Of(id, Partitioning.CountDefault) == 0;
    }

    private static string IdOfNumber(int number) => string.Create(CultureInfo.InvariantCulture, $"m{number}");

    private static string Instant(long us) => DateTimeOffset.FromUnixTimeMilliseconds(us / 1000)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
