using System.Collections.Frozen;

namespace Fanout.Ingest.Normalising.Rules;

/// <summary>The rules of all sports, and those that every sport has.</summary>
/// <remarks>
/// They judge the state that an event would leave, not the event: a feed that states a part is judged with what stands
/// beside it, and what was overtaken is judged by nobody. What no match of any sport can have – a negative score, a third
/// side, 11 wickets – is <see cref="InputLimits"/>'s.
/// </remarks>
internal static class SportRules
{
    private static readonly FrozenDictionary<string, ISportRules> BySport = new ISportRules[]
    {
        new FootballRules(), new TennisRules(), new BadmintonRules(), new CricketRules(), new BaseballRules(),
        new BasketballRules(), new IceHockeyRules(),
    }.ToFrozenDictionary(static rules => rules.Sport);

    /// <summary>Sports that have rules of their own.</summary>
    public static IEnumerable<string> Sports => BySport.Keys;

    /// <inheritdoc cref="ISportRules.Impossible"/>
    public static Refusal? Impossible(Change change) =>
        BySport.GetValueOrDefault(change.After.Sport)?.Impossible(change) ?? PhaseRules.Impossible(change);

    /// <inheritdoc cref="ISportRules.Implausible"/>
    public static IEnumerable<Surprise> Implausible(Change change) =>
        PhaseRules.Implausible(change)
            .Concat(OutcomeRules.Implausible(change))
            .Concat(BySport.GetValueOrDefault(change.After.Sport)?.Implausible(change) ?? []);
}
