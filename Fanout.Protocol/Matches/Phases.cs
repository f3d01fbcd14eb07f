using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Fanout.Protocol.Matches;

/// <summary>The phases of every sport, from <c>vocabularies/phases.json</c>.</summary>
/// <remarks>
/// An id with <c>{n}</c> in it stands for numbered phases, 1 to its <c>countMax</c>. They are made here once: the
/// longest sport has some two hundred, and every look-up is then a plain one.
/// </remarks>
public static class Phases
{
    private const string Number = "{n}";

    private static readonly FrozenDictionary<string, FrozenDictionary<string, Phase>> BySport =
        VocabularyFile.Read<Dictionary<string, IReadOnlyList<Rule>>>("phases").ToFrozenDictionary(
            sport => sport.Key,
            sport => sport.Value.SelectMany(PhasesOf).ToFrozenDictionary(phase => phase.Id, StringComparer.Ordinal),
            StringComparer.Ordinal);

    /// <summary>The phase with this id in a sport; false: the sport, or its phase, is not known.</summary>
    public static bool TryFind(string sport, string id, [NotNullWhen(true)] out Phase? phase)
    {
        phase = null;
        return BySport.TryGetValue(sport, out var phases) && phases.TryGetValue(id, out phase);
    }

    /// <summary>
    /// All phases of a sport, in the order of play, those of any time last; none where the sport is not known.
    /// </summary>
    public static IReadOnlyList<Phase> Of(string sport) =>
        BySport.TryGetValue(sport, out var phases)
            ? [.. phases.Values.OrderBy(phase => phase.Order ?? int.MaxValue)
                .ThenBy(phase => phase.Id, StringComparer.Ordinal)]
            : [];

    /// <summary>
    /// What a wrong phase can be told: the sport's ids as the vocabulary writes them, e.g. <c>Q1, Q2, Q3, Q4,
    /// OT{n}</c>.
    /// </summary>
    public static string Describe(string sport) =>
        string.Join(", ", Of(sport).Select(phase => phase.Number == 0 ? phase.Id : Pattern(phase)).Distinct());

    private static string Pattern(Phase phase) =>
        phase.Id.Replace(phase.Number.ToString(CultureInfo.InvariantCulture), Number, StringComparison.Ordinal);

    private static IEnumerable<Phase> PhasesOf(Rule rule)
    {
        if (rule.CountMax is not { } countMax)
        {
            yield return Numbered(rule, 0);
            yield break;
        }
        for (var number = 1; number <= countMax; number++) yield return Numbered(rule, number);
    }

    private static Phase Numbered(Rule rule, int number)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture);
        return new Phase(
            rule.Id.Replace(Number, digits, StringComparison.Ordinal),
            rule.Name.Replace(Number, digits, StringComparison.Ordinal),
            rule.Kind, rule.Stage,
            number == 0 ? rule.Order : rule.Order + (rule.Step * (number - 1)),
            number, rule.ClockBaseMs, rule.LengthMs);
    }

    /// <summary>A line of the file. <paramref name="Step"/>: how far apart numbered phases are in order.</summary>
    private sealed record Rule(
        string Id, string Name, PhaseKind Kind, PhaseStage Stage = PhaseStage.None, int? Order = null,
        int? Step = null, int? CountMax = null, uint? ClockBaseMs = null, uint? LengthMs = null);
}
