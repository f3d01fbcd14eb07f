namespace Fanout.Server.Access;

/// <summary>Who may read. Section <c>Fanout:Access</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>Whether one may read without a token; off by default.</summary>
    public bool Anonymous { get; set; }

    /// <summary>What one may read without a token, where that is open; everything by default.</summary>
    public AnonymousForm? AnonymousRights { get; set; }

    /// <summary>Whose tokens are taken, by a name for messages.</summary>
    public Dictionary<string, IssuerOptions> Issuers { get; set; } = [];

    /// <summary>Rights by a name, which tokens say in place of topics: they stay short, and change here. None by default.</summary>
    public Dictionary<string, RightsForm> Tiers { get; set; } = [];

    /// <summary>Where matches may be read, by a name for messages; everywhere by default. Each rule that a match falls under holds.</summary>
    public Dictionary<string, TerritoryOptions> Territories { get; set; } = [];

    /// <summary>How long a token may be good at most, from when it is shown. 1 min to 30 days, 24 h by default.</summary>
    /// <remarks>A token that got into the wrong hands is good until it ends.</remarks>
    public TimeSpan LifetimeMax { get; set; } = TimeSpan.FromHours(24);
}

/// <summary>Whoever issues tokens.</summary>
internal sealed class IssuerOptions
{
    /// <summary>What its tokens have as <c>iss</c>; compared as it stands.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>What its tokens must have in <c>aud</c>: the name of this service there.</summary>
    public string Audience { get; set; } = "";

    /// <summary>
    /// Its keys: a file, or an address (<c>https:</c>; <c>http:</c> on loopback). A JSON Web Key Set (RFC 7517), a document of
    /// OpenID Connect Discovery that names one, or, in a file, a public key as PEM.
    /// </summary>
    public string Keys { get; set; } = "";

    /// <summary>A list of its tokens that are no longer good (<see cref="RevocationList"/>): a file, or an address as above; empty: there is none.</summary>
    public string Revoked { get; set; } = "";
}
