namespace Fanout.Ingest.Normalising.Rules;

/// <summary>Ice hockey.</summary>
internal sealed class IceHockeyRules : ISportRules
{
    private const int Periods = 3;
    private const int SkatersMin = 3; // penalties beyond two at a time wait (IIHF rule 26)
    private const int SkatersMax = 6; // one in place of the goalkeeper

    public string Sport => "ice_hockey";

    public Refusal? Impossible(Change change)
    {
        if (change.Effect.IceHockey?.Skaters is null || change.After.IceHockey?.Skaters is not { } skaters) return null;
        return Check("home", skaters.Home) ?? Check("away", skaters.Away);
    }

    /// <summary>A power play of the side that has fewer skaters; an overtime of a match that is decided.</summary>
    public IEnumerable<Surprise> Implausible(Change change)
    {
        foreach (var surprise in Overtime.Implausible(change, Periods)) yield return surprise;
        if (change.Effect.IceHockey is null || change.After.IceHockey is not { Skaters: { } skaters } hockey) yield break;
        var isWeaker = hockey.PowerPlay switch
        {
            "home" => skaters.Home < skaters.Away,
            "away" => skaters.Away < skaters.Home,
            _ => false,
        };
        if (isWeaker)
            yield return new Surprise("iceHockey.powerPlay", $"skaters {Surprise.Show(skaters)}", $"power play of {hockey.PowerPlay}");
    }

    /// <summary>None on the ice: not stated, or play has not begun.</summary>
    private static Refusal? Check(string side, int skaters) =>
        skaters is 0 or (>= SkatersMin and <= SkatersMax)
            ? null
            : Refusal.Impossible($"score.iceHockey.skaters.{side}", $"{skaters} is not {SkatersMin} to {SkatersMax}");
}
