using System.Globalization;
using System.IO.Hashing;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Ingest.Adapters;

/// <summary>
/// Ids of one match's events, for providers that number no changes: made of what the event is about and of what it says. Reading the same
/// thing again gives the same ids, so it is a duplicate downstream; the same thing with other content is another event.
/// </summary>
/// <remarks>
/// What changes from A to B and back to A says A twice, with B in between: the second time gets a number. Alternative that lost: a plain count,
/// by which a restart between two readings would give old ids to new content.
/// </remarks>
internal sealed class EventIds(string match)
{
    private readonly Dictionary<string, int> _given = new(StringComparer.Ordinal);

    /// <summary>Names the match of the event and gives it its id; its content is complete.</summary>
    /// <param name="what">What it is about, such as <c>goal-3</c>: at most 48 characters.</param>
    /// <param name="content">The event.</param>
    public ScoreEvent Sign(string what, ScoreEvent content)
    {
        var id = Sign(match, what, content).Id;
        var count = _given[id] = _given.GetValueOrDefault(id) + 1;
        if (count > 1) content.Id = string.Create(CultureInfo.InvariantCulture, $"{id}:{count}");
        return content;
    }

    /// <summary>Does the same for a stream in which nothing is said twice: <paramref name="what"/> holds the time.</summary>
    public static ScoreEvent Sign(string match, string what, ScoreEvent content)
    {
        content.Match = match;
        content.Id = "";
        var digest = XxHash32.HashToUInt32(content.ToByteArray());
        content.Id = string.Create(CultureInfo.InvariantCulture, $"{match}:{what}:{digest:x8}");
        return content;
    }
}
