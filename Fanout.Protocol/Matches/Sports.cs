using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Fanout.Protocol.Messages;

namespace Fanout.Protocol.Matches;

/// <summary>A sport that a match can be of.</summary>
/// <param name="Id">As in <see cref="MatchState.Sport"/>, e.g. <c>ice_hockey</c>.</param>
/// <param name="Name">In English, for people.</param>
/// <param name="Basis">What one unit of its score is.</param>
/// <param name="Clock">How its clock runs where a source does not say.</param>
/// <param name="Part">JSON name of the member of the match that holds what only this sport has.</param>
public sealed record Sport(string Id, string Name, ScoreBasis.Types.Value Basis, ClockKind.Types.Value Clock,
    string Part);

/// <summary>The sports, from <c>vocabularies/sports.json</c>.</summary>
public static class Sports
{
    private static readonly Document File = VocabularyFile.Read<Document>("sports");
    private static readonly FrozenDictionary<string, Sport> ById =
        File.Sports.ToFrozenDictionary(sport => sport.Id, StringComparer.Ordinal);

    public static IReadOnlyList<Sport> All => File.Sports;

    public static bool TryFind(string id, [NotNullWhen(true)] out Sport? sport) => ById.TryGetValue(id, out sport);

    private sealed record Document(IReadOnlyList<Sport> Sports);
}
