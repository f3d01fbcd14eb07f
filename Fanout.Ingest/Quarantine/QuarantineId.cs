using System.Globalization;
using System.Text;
using Fanout.Ingest.Matches;
using Fanout.Protocol.Matches;

namespace Fanout.Ingest.Quarantine;

/// <summary>
/// Names something that was put aside: <c>m1~0123456789abcdef</c> an event of match m1, <c>feed~poller~0123456789abcdef</c> a
/// message of feed poller. No part of it needs escaping in a path.
/// </summary>
/// <param name="Place">Our id of the match, or the feed's place in the log.</param>
/// <param name="Key">Stands for feed and id of the event, or for place and reason of the message.</param>
internal readonly record struct QuarantineId(string Place, ulong Key)
{
    private const char Mark = '~'; // neither match ids nor names of feeds have it
    private const string Feed = "feed";
    private const int KeyLength = 16;

    public static bool TryParse(string text, out QuarantineId id)
    {
        id = default;
        var parts = text.Split(Mark);
        var place = parts switch
        {
            [var match, _] when MatchId.IsValid(match) => match,
            [Feed, var name, _] when FeedPlace.IsName(name) => FeedPlace.IdOf(name),
            _ => null,
        };
        if (place is null || parts[^1].Length != KeyLength) return false;
        if (!ulong.TryParse(parts[^1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key)) return false;
        id = new QuarantineId(place, key);
        return true;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        if (FeedPlace.NameIn(Place) is { } name) text.Append(Feed).Append(Mark).Append(name);
        else text.Append(Place);
        return text.Append(Mark).Append(Key.ToString("x16", CultureInfo.InvariantCulture)).ToString();
    }
}
