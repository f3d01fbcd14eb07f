using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Correcting;

/// <summary>Says so where an editor leaves a football match with a score that its goals do not add up to.</summary>
internal static class GoalCheck
{
    /// <param name="shown">What readers see after the correction.</param>
    /// <param name="correction">The correction.</param>
    public static IEnumerable<Mark> Of(Match shown, EditorCorrection correction)
    {
        if (shown.Head is not { Sport: "football", Score: { } score } || !correction.Locks.Any(Concerns)) yield break;
        var goals = shown.Elements<Incident>(MatchState.IncidentsFieldNumber).InOrder()
            .Where(static one => one.Type == "goal" && IncidentLifecycle.Counts(one))
            .ToList();
        // A match of which nobody lists the goals has none to add up.
        if (goals.Count == 0 && !correction.Locks.Any(static one => one.Field.StartsWith("incidents[", StringComparison.Ordinal))) yield break;
        var (home, away) = (goals.Count(static one => one.Team == "home"), goals.Count(static one => one.Team == "away"));
        if ((home, away) == (score.Home, score.Away)) yield break;
        yield return new Mark
        {
            Kind = Mark.Types.Kind.Implausible,
            Field = ScoreFields.Score,
            Was = $"goals {home}:{away}",
            Now = $"score {score.Home}:{score.Away}",
        };
    }

    private static bool Concerns(FieldLock one) =>
        one.Field == ScoreFields.Score || one.Field.StartsWith("incidents[", StringComparison.Ordinal);
}
