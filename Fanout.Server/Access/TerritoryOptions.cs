using Fanout.Protocol.Matches;

namespace Fanout.Server.Access;

/// <summary>
/// Matches that are closed to readers of some territories, and to those of whom nobody says where they are; section
/// <c>Access:Territories:{name}</c>.
/// </summary>
internal sealed class TerritoryOptions
{
    /// <summary>Rules, and codes or ids of one.</summary>
    public const int CountMax = 250;

    private const char Star = '*';

    /// <summary>Ids of matches, or with <c>*</c> behind it how they begin; 1 to <see cref="CountMax"/>.</summary>
    public string[] Matches { get; set; } = [];

    /// <summary>Territories (<see cref="Territory"/>) to which alone they are open. Either these or <see cref="Denied"/>.</summary>
    public string[]? Allowed { get; set; }

    /// <summary>Territories to which they are closed.</summary>
    public string[]? Denied { get; set; }

    /// <summary>The matches as patterns of ids.</summary>
    public IEnumerable<TopicPattern> Patterns => Matches
        .Select(static id => TopicPattern.TryParse("match/" + id, out var pattern, out _) ? pattern.Behind("match/") : null)
        .OfType<TopicPattern>();

    /// <summary>Whether it closes them to a reader; null: one of whom nobody says where he is.</summary>
    public bool Closes(string? territory) =>
        territory is null || Allowed?.Contains(territory) == false || Denied?.Contains(territory) == true;

    public static IEnumerable<string> FaultsOf(string name, TerritoryOptions rule)
    {
        var setting = $"Access:Territories:{name}";
        if (rule.Matches.Length is 0 or > CountMax)
            yield return $"{setting}:Matches: {rule.Matches.Length} of them, 1 to {CountMax} may be";
        foreach (var id in rule.Matches.Where(static id => !MatchId.IsValid(id.EndsWith(Star) ? id[..^1] : id) && id != "*"))
            yield return $"{setting}:Matches: no match has the id \"{id}\", nor does one begin so";
        if ((rule.Allowed is null) == (rule.Denied is null))
            yield return $"{setting}: either Allowed or Denied says where, and only one of them";
        foreach (var (list, codes) in new[] { (nameof(Allowed), rule.Allowed), (nameof(Denied), rule.Denied) })
        {
            if (codes is { Length: 0 or > CountMax })
                yield return $"{setting}:{list}: {codes.Length} of them, 1 to {CountMax} may be";
            foreach (var problem in (codes ?? []).Select(Territory.ProblemOf).OfType<string>())
                yield return $"{setting}:{list}: {problem}";
        }
    }
}
