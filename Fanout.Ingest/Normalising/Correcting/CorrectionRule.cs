using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Correcting;

/// <summary>What came of an order: an entry, or why there is none.</summary>
/// <param name="Entry">Laid over the match, ready for the log; null: refused.</param>
/// <param name="Obstacle">Why it was refused; null: it was not.</param>
internal sealed record CorrectionVerdict(MatchEntry? Entry, CorrectionObstacle? Obstacle)
{
    /// <summary>The fields that the order is about, in the order of their names; also of one that was refused for what it is.</summary>
    public IReadOnlyList<string> Touched { get; init; } = [];

    public static CorrectionVerdict Refused(string reason, string detail) => new(null, new CorrectionObstacle(reason, detail));
}

/// <summary>
/// Makes the entry of a correction. Its contents are judged by the rules of feeds, over what readers see; the fields that
/// they state are locked, and all of it is one entry. Touches nothing; the same order gives the same answer.
/// </summary>
internal static class CorrectionRule
{
    /// <summary>What an id of a correction is made of, the match first, so that it can be found by the id alone.</summary>
    public const char IdSeparator = '~';

    private const string IncidentPrefix = "ed:"; // no feed's id begins with it, as far as we know; one that does amends ours

    /// <summary>Members of a score event that an editor may state.</summary>
    private static readonly HashSet<string> Kinds =
        new(StringComparer.Ordinal) { "status", "phase", "clock", "score", "incident", "void", "stat" };

    /// <param name="work">The match.</param>
    /// <param name="order">What is wanted.</param>
    /// <param name="by">Who wants it; the id is ours.</param>
    /// <param name="seq">Match sequence that its entry gets, if readers see something of it.</param>
    public static CorrectionVerdict Judge(MatchWork work, CorrectionOrder order, EditorDecision by, uint seq)
    {
        if (Fault(work, order) is { } fault) return new CorrectionVerdict(null, fault);
        var draft = new CorrectionDraft(work, order, by, seq);
        for (var i = 0; i < order.Steps.Count; i++)
        {
            var obstacle = draft.Take(order.Steps[i], $"{IncidentPrefix}{by.Id}", i);
            if (obstacle is null) continue;
            var place = order.Steps.Count == 1 ? obstacle.Detail : $"changes[{i}]: {obstacle.Detail}";
            return new CorrectionVerdict(null, obstacle with { Detail = place }) { Touched = [.. draft.Touched] };
        }
        return draft.Close();
    }

    /// <summary>Id of the next correction of a match.</summary>
    public static string NextId(MatchWork work) => $"{work.Id}{IdSeparator}{(work.Corrections?.Made ?? 0) + 1}";

    /// <summary>What of the members of an event no editor may state; null: nothing.</summary>
    public static string? Foreign(ScoreEvent content) => ScoreEvent.Descriptor.Fields.InFieldNumberOrder()
        .Where(static field => field.FieldNumber > ScoreEvent.AtFieldNumber && !Kinds.Contains(field.JsonName))
        .FirstOrDefault(field => field.Accessor.HasValue(content))?.JsonName;

    private static CorrectionObstacle? Fault(MatchWork work, CorrectionOrder order)
    {
        if (!work.IsKnown) return new CorrectionObstacle(CorrectionRefusal.UnknownMatch, $"no fixture has named {work.Id} yet");
        if (work.Superseded is { } superseded)
            return new CorrectionObstacle(CorrectionRefusal.Continued, $"{work.Id} is continued as {superseded.Match}");
        if (order.Steps.Count is 0 or > CorrectionLimits.StepCountMax)
            return Invalid($"changes: {order.Steps.Count}, 1 to {CorrectionLimits.StepCountMax} may be");
        if (!LockRule.IsValid(order.Until))
            return Invalid($"until: \"{order.Until}\" is not {LockRule.Agree}, {LockRule.Release}, phase=… or status=…");
        if (LockRule.IsStated(order.Until, work.State))
            return new CorrectionObstacle(CorrectionRefusal.ConditionMet, $"until: the feeds say {order.Until} already");
        if (order.Steps.Count > 1 && order.Steps.Any(static step => step.Undo is not null))
            return Invalid("changes: what takes a correction back stands alone");
        foreach (var step in order.Steps)
        {
            if (step.Content is { } content && Foreign(content) is { } foreign)
                return Invalid($"\"{foreign}\" is nothing that editors state: {string.Join(", ", Kinds)}");
        }
        return null;
    }

    private static CorrectionObstacle Invalid(string detail) => new(CorrectionRefusal.Invalid, detail);
}
