using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Fanout.Protocol.Messages;

namespace Fanout.Protocol.Matches;

/// <summary>A type of incident, e.g. <c>goal</c>.</summary>
/// <param name="Id">As in <see cref="Incident.Type"/>.</param>
/// <param name="Name">In English, for people.</param>
/// <param name="Notable">Whether it is worth the one line that a headline has (<see
/// cref="Headline.LastIncident"/>).</param>
public sealed record IncidentType(string Id, string Name, bool Notable);

/// <summary>How an incident came about, e.g. <c>own_goal</c>.</summary>
/// <param name="Id">As in <see cref="Incident.Method"/>.</param>
/// <param name="Name">In English, for people.</param>
/// <param name="Types">The types of incident that it can belong to.</param>
public sealed record IncidentMethod(string Id, string Name, IReadOnlyList<string> Types);

/// <summary>A card.</summary>
/// <param name="Id">As in <see cref="Incident.Card"/>.</param>
/// <param name="Name">In English, for people.</param>
/// <param name="SendsOff">Whether the player has to leave.</param>
public sealed record Card(string Id, string Name, bool SendsOff);

/// <summary>Why an incident was voided, where the reason is one of the known words.</summary>
/// <param name="Id">As in <see cref="Incident.Reason"/>.</param>
/// <param name="Name">In English, for people.</param>
/// <param name="Visibility">How to show the incident where nobody said: what happened and was taken back is struck
/// through, what never happened is hidden.</param>
public sealed record VoidReason(string Id, string Name, Visibility.Types.Value Visibility);

/// <summary>
/// The words of incidents, from <c>vocabularies/incidents.json</c>. Providers may use others: these are known, not the
/// only ones allowed.
/// </summary>
public static class IncidentWords
{
    private static readonly Document File = VocabularyFile.Read<Document>("incidents");
    private static readonly FrozenDictionary<string, IncidentType> TypeById =
        File.Types.ToFrozenDictionary(word => word.Id, StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, IncidentMethod> MethodById =
        File.Methods.ToFrozenDictionary(word => word.Id, StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, Card> CardById =
        File.Cards.ToFrozenDictionary(word => word.Id, StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, VoidReason> ReasonById =
        File.VoidReasons.ToFrozenDictionary(word => word.Id, StringComparer.Ordinal);

    public static IReadOnlyList<IncidentType> Types => File.Types;
    public static IReadOnlyList<IncidentMethod> Methods => File.Methods;
    public static IReadOnlyList<Card> Cards => File.Cards;
    public static IReadOnlyList<VoidReason> VoidReasons => File.VoidReasons;

    public static bool TryFindType(string id, [NotNullWhen(true)] out IncidentType? type) =>
        TypeById.TryGetValue(id, out type);

    public static bool TryFindMethod(string id, [NotNullWhen(true)] out IncidentMethod? method) =>
        MethodById.TryGetValue(id, out method);

    public static bool TryFindCard(string id, [NotNullWhen(true)] out Card? card) => CardById.TryGetValue(id, out card);

    public static bool TryFindVoidReason(string id, [NotNullWhen(true)] out VoidReason? reason) =>
        ReasonById.TryGetValue(id, out reason);

    private sealed record Document(
        IReadOnlyList<IncidentType> Types, IReadOnlyList<IncidentMethod> Methods, IReadOnlyList<Card> Cards,
        IReadOnlyList<VoidReason> VoidReasons);
}
