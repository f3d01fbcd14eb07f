using Fanout.Server.Access;

namespace Fanout.Server.Delivery;

/// <summary>What a transport knows of a connection when it hands it over.</summary>
internal sealed record ConnectionSetup
{
    /// <summary>How frames look on it.</summary>
    public required IWire Wire { get; init; }

    /// <summary>
    /// Who reads, where the transport has found out already (a token in a header); null: `hello` tells, or nobody.
    /// </summary>
    public Principal? Principal { get; init; }

    /// <summary>Whether it may read nothing before `hello` has told, whatever is open to those without a token.</summary>
    public bool NeedsToken { get; init; }

    /// <summary>Whether it begins with `welcome`.</summary>
    public bool Greets { get; init; } = true;
}
