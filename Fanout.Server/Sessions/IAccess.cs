namespace Fanout.Server.Sessions;

/// <summary>Who may read. Told by the composition of the server.</summary>
internal interface IAccess
{
    /// <summary>Who a reader without a token is; null where a token is needed.</summary>
    Principal? Anonymous { get; }

    /// <summary>Who the bearer of a token is; null where the token is not one of ours, or has ended.</summary>
    /// <exception cref="OperationCanceledException">The connection ended before the answer.</exception>
    ValueTask<Principal?> AuthorizeAsync(string token, CancellationToken cancellationToken);
}
