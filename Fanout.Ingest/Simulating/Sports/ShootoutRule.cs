using Fanout.Ingest.Adapters;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>When a shoot-out is over: football gives each side five kicks (Laws of the Game, law 10), ice hockey three shots.</summary>
internal static class ShootoutRule
{
    /// <summary>
    /// Once one side cannot be caught with what is left of <paramref name="rounds"/> each; after those, once one leads after equally many.
    /// </summary>
    public static bool IsOver(RunningScore score, int rounds)
    {
        var home = score.Kicks.Count(static kick => Side.IsHome(kick.Side));
        var away = score.Kicks.Count - home;
        var lead = score.Shootout.Home - score.Shootout.Away;
        if (home > rounds || away > rounds) return home == away && lead != 0;
        return lead > rounds - away || -lead > rounds - home;
    }
}
