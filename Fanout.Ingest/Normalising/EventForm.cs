using System.Text;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf.Reflection;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// What every event must have to be one at all. What lacks it is rejected: it could not be replayed, nor hung on any
/// match.
/// </summary>
internal static class EventForm
{
    private static readonly FieldDescriptor[] Kinds =
    [
        .. ScoreEvent.Descriptor.Fields.InFieldNumberOrder()
            .Where(static field => field.FieldNumber > ScoreEvent.AtFieldNumber),
    ];

    /// <summary>What is wrong with the event; null when it is one.</summary>
    public static string? Fault(ScoreEvent content, string matchId)
    {
        var idBytes = Encoding.UTF8.GetByteCount(content.Id);
        if (idBytes is 0 or > NormaliserLimits.EventIdBytesMax)
            return $"id: {idBytes} bytes, 1 to {NormaliserLimits.EventIdBytesMax} are allowed";
        if (!MatchId.IsValid(matchId))
            return $"match: \"{Shortened(matchId)}\" is not 1 to {MatchId.LengthMax} of A–Z a–z 0–9 . _ : -";
        if (content.At is null) return "at: missing";
        var bytes = content.CalculateSize();
        if (bytes > NormaliserLimits.EventBytesMax) return $"{bytes} bytes exceed {NormaliserLimits.EventBytesMax}";
        return Missing(content);
    }

    private static string? Missing(ScoreEvent content)
    {
        if (!HasKind(content))
            return $"no kind: at least one of {string.Join(", ", Kinds.Select(static kind => kind.JsonName))}";
        if (content.Incident is { Id: "" }) return "incident.id: missing";
        if (content.Void is { Incident: "" }) return "void.incident: missing";
        if (content.Stat is { Key: "" }) return "stat.key: missing";
        if (content.Lineup is { Side: "" }) return "lineup.side: missing";
        if (content.Score?.Periods.Any(period => period.Phase.Length == 0) == true)
            return "score.periods: a period without phase";
        if (content.Score?.Shootout?.Kicks.Any(kick => kick.Side.Length == 0) == true)
            return "score.shootout.kicks: a kick without side";
        if (content.Score?.Cricket?.Innings.Any(innings => innings.Side.Length == 0) == true)
            return "score.cricket.innings: an innings without side";
        if (content.Fixture?.Ids.Any(alias => alias.Feed.Length == 0 || alias.Id.Length == 0) == true)
            return "fixture.ids: feed or id missing";
        return null;
    }

    private static bool HasKind(ScoreEvent content) => Kinds.Any(kind => kind.Accessor.HasValue(content));

    private static string Shortened(string text) =>
        text.Length <= MatchId.LengthMax ? text : string.Concat(text.AsSpan(0, MatchId.LengthMax), "…");
}
