using System.Text.Json.Serialization;

namespace Fanout.Server.Access;

/// <summary>What a reader says of its rights, in the claim <c>fanout</c> of a token; what is said of readers without one.</summary>
/// <remarks>A member that is not known here is refused: it may take something away.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal record ReaderForm : RightsForm
{
    /// <summary>Rights of the server's configuration (<c>Access:Tiers:{name}</c>), which all else here narrows; none by default.</summary>
    public string? Tier { get; set; }

    /// <summary>Where it is (<see cref="Access.Territory"/>); by default nobody says.</summary>
    public string? Territory { get; set; }
}
