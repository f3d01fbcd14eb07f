namespace Fanout.Ingest.Normalising.Rules;

/// <summary>Basketball.</summary>
internal sealed class BasketballRules : ISportRules
{
    private const int Quarters = 4;
    private const int FoulsMax = 75; // of one period: five each, of the largest squad
    private const int TimeoutsMax = 10; // seven in regulation and two in each overtime, some rules add one

    public string Sport => "basketball";

    public Refusal? Impossible(Change change)
    {
        if (change.Effect.Basketball is null) return null;
        var basketball = change.After.Basketball;
        return Bounds.Check("score.basketball.fouls", basketball?.Fouls, FoulsMax)
            ?? Bounds.Check("score.basketball.timeouts", basketball?.Timeouts, TimeoutsMax);
    }

    public IEnumerable<Surprise> Implausible(Change change) => Overtime.Implausible(change, Quarters);
}
