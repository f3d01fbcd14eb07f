namespace Fanout.Ingest.Normalising.Rules;

/// <summary>Sets and games of a match that is best of so many: not more than those, and none after it is decided.</summary>
internal static class SetCount
{
    /// <param name="path">The list.</param>
    /// <param name="bestOf">Of the format; 0: not stated.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="lead">Lead of the home side in one of them; 0: nobody saw who won it.</param>
    public static Refusal? Check(string path, uint bestOf, int count, Func<int, int> lead)
    {
        if (bestOf == 0) return null;
        if (count > bestOf) return Refusal.Impossible(path, $"{count} in a match that is best of {bestOf}");
        var (home, away) = (0, 0);
        for (var i = 0; i < count - 1; i++)
        {
            if (lead(i) > 0) home++;
            else if (lead(i) < 0) away++;
        }
        return Math.Max(home, away) > bestOf / 2
            ? Refusal.Impossible($"{path}[{count - 1}]", $"goes on after {home}-{away} in a match that is best of {bestOf}")
            : null;
    }
}
