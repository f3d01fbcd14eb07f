using System.Globalization;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Simulating;

/// <summary>Says that the source is alive while nothing happens in a live match, as good feeds do.</summary>
internal static class Heartbeats
{
    /// <summary>At half the normal speed this is still well within the two minutes after which a silent feed makes its match stale.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(45);

    /// <summary>The events of one match, with heartbeats where it is live and more than <see cref="Every"/> passes between two of them.</summary>
    public static IEnumerable<ScoreEvent> Between(IEnumerable<ScoreEvent> match)
    {
        ScoreEvent? last = null;
        var live = false;
        var count = 0;
        foreach (var told in match)
        {
            if (live)
            {
                for (var at = last!.At.ToDateTimeOffset() + Every; at < told.At.ToDateTimeOffset(); at += Every)
                    yield return Beat(told.Match, ++count, at);
            }

            if (told.Status is { } status) live = status.Status == MatchStatus.Live;
            last = told;
            yield return told;
        }
    }

    private static ScoreEvent Beat(string match, int number, DateTimeOffset at) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{match}:h{number}"),
        Match = match,
        At = at.ToTimestamp(),
        Heartbeat = new Heartbeat(),
    };
}
