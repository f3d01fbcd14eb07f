namespace Fanout.Server.Access;

/// <summary>Who reads, and what it may see.</summary>
/// <param name="Name">For logs; no secret.</param>
/// <param name="ExpiresMs">Unix time in milliseconds at which it ends; 0: never.</param>
/// <param name="Rights">What it may see, and how far behind live.</param>
internal sealed record Principal(string Name, long ExpiresMs, Rights Rights)
{
    /// <summary>What its token can be revoked by.</summary>
    public TokenMark Token { get; init; }

    /// <summary>Where that is looked up; null: nowhere.</summary>
    public Revocations? Revocations { get; init; }

    /// <summary>Whether its token was revoked, as far as is known now.</summary>
    public bool IsRevoked => Revocations?.Covers(Token) == true;

    /// <summary>Who it is among those of all issuers, for what is counted by holder; null: nobody who can be told from others.</summary>
    public string? Holder { get; init; }
}
