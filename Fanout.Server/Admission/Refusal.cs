namespace Fanout.Server.Admission;

/// <summary>Which limit somebody met who was not let in.</summary>
internal enum RefusalReason : byte
{
    /// <summary>All places of the node are taken.</summary>
    ServerFull,

    /// <summary>More connect to the node at once than it takes.</summary>
    ServerBusy,

    /// <summary>The client's address has all the connections that it may have.</summary>
    AddressFull,

    /// <summary>More connect from the client's address at once than may.</summary>
    AddressBusy,

    /// <summary>The holder of the token has all the connections that it may have.</summary>
    HolderFull,

    /// <summary>Pages of the client's origin may not read without a token.</summary>
    Origin,
}

/// <summary>Why somebody was not let in, and when to come again.</summary>
/// <param name="Reason">Which limit it was.</param>
/// <param name="Why">For the developer of the client.</param>
/// <param name="RetryAfter">Whole seconds, drawn for this one; 0: it would be refused again.</param>
internal sealed record Refusal(RefusalReason Reason, string Why, TimeSpan RetryAfter)
{
    /// <summary>503 where it is the node's limit, 429 (RFC 6585 §4) where it is the client's own, 403 where it may not.</summary>
    public int Status => Reason switch
    {
        RefusalReason.ServerFull or RefusalReason.ServerBusy => StatusCodes.Status503ServiceUnavailable,
        RefusalReason.Origin => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status429TooManyRequests,
    };

    /// <summary>The reason as it stands in problems, for programs.</summary>
    public string Name => Reason switch
    {
        RefusalReason.ServerFull => "SERVER_FULL",
        RefusalReason.ServerBusy => "SERVER_BUSY",
        RefusalReason.AddressFull => "ADDRESS_CONNECTIONS",
        RefusalReason.AddressBusy => "ADDRESS_HANDSHAKES",
        RefusalReason.HolderFull => "TOKEN_CONNECTIONS",
        _ => "ORIGIN",
    };
}
