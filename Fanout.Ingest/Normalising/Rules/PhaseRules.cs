using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Normalising.Rules;

/// <summary>Phases and periods of every sport: which there are, in which order, and what they say beside the status.</summary>
/// <remarks>
/// A word that no sport has is no impossible phase: the vocabulary may be behind (<see cref="UnknownWords"/>). One that
/// another sport has, or that counts on beyond the last, is: no football match has a third quarter, no tennis match a
/// sixth set.
/// </remarks>
internal static class PhaseRules
{
    public static Refusal? Impossible(Change change)
    {
        var (sport, effect) = (change.After.Sport, change.Effect);
        if (!Sports.TryFind(sport, out _)) return null;
        if (effect.HasPhase && Check("phase.phase", change, effect.Phase) is { } phase) return phase;
        var periods = change.After.Score?.Periods ?? [];
        foreach (var index in change.Judged(change.Before.Score?.Periods, periods))
        {
            if (Check($"score.periods[{index}].phase", change, periods[index].Phase) is { } refusal) return refusal;
        }
        return (effect.Incidents?.Upsert ?? [])
            .Select(incident => Check("incident.phase", change, incident.Phase))
            .FirstOrDefault(static refusal => refusal is not null);
    }

    public static IEnumerable<Surprise> Implausible(Change change)
    {
        if (!change.Effect.HasPhase) yield break;
        var (before, after) = (change.Before, change.After);
        if (!Phases.TryFind(after.Sport, after.Phase, out var phase)) yield break;
        var hadOther = Phases.TryFind(before.Sport, before.Phase, out var was);
        if (hadOther && phase.Order < was!.Order) yield return new Surprise("phase", was.Id, phase.Id);
        if (!Fits(phase, before.Status, after.Status))
            yield return new Surprise("phase", $"status {EnumNames.Of(after.Status)}", $"phase {phase.Id}");
    }

    private static Refusal? Check(string path, Change change, string phase)
    {
        var sport = change.After.Sport;
        if (phase.Length == 0) return null;
        if (!Phases.TryFind(sport, phase, out var known))
        {
            var isWord = Sports.All.Any(other => Phases.Of(other.Id).Any(known => Pattern(known.Id) == Pattern(phase)));
            return isWord
                ? Refusal.Impossible(path, $"{phase} is no phase of {sport}, which has {Phases.Describe(sport)}")
                : null;
        }
        var last = LastOf(sport, known, change.Format);
        return known.Number > last ? Refusal.Impossible(path, $"{phase} in a match of {last} at most") : null;
    }

    /// <summary>How many of these numbered phases the match can have.</summary>
    private static int LastOf(string sport, Phase phase, Format format) => sport switch
    {
        "tennis" or "badminton" when format.BestOf > 0 => (int)format.BestOf,
        "cricket" when phase.Stage == PhaseStage.Regulation && CricketRules.IsLimited(format) => CricketRules.InningsLimited,
        _ => int.MaxValue,
    };

    /// <summary>
    /// What is told by the status and by the phase must agree when the phase moves; whoever tells one after the other is
    /// given the time to: half-time comes before BREAK as often as after it.
    /// </summary>
    private static bool Fits(Phase phase, StatusValue before, StatusValue after) => after switch
    {
        StatusValue.Scheduled or StatusValue.PreMatch or StatusValue.Delayed => phase.Kind == PhaseKind.Wait,
        StatusValue.Live => phase.Kind != PhaseKind.Wait || phase.Order > 0,
        _ => !(StatusRule.IsOver(before) && StatusRule.IsOver(after) && phase.Kind == PhaseKind.Play),
    };

    /// <summary>A phase without its number: <c>Q{n}</c> of Q5.</summary>
    private static string Pattern(string phase) =>
        string.Concat(phase.Select(static letter => char.IsAsciiDigit(letter) ? '#' : letter)).Replace("##", "#", StringComparison.Ordinal);
}
