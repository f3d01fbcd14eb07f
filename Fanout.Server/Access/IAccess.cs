namespace Fanout.Server.Access;

/// <summary>Who may read.</summary>
internal interface IAccess
{
    /// <summary>Who a reader without a token is; null where a token is needed.</summary>
    Principal? Anonymous { get; }

    /// <summary>Who the bearer of a token is.</summary>
    /// <exception cref="AccessUnavailableException">It cannot be told now.</exception>
    /// <exception cref="OperationCanceledException">The connection ended before the answer.</exception>
    ValueTask<AccessVerdict> AuthorizeAsync(string token, CancellationToken cancellationToken);
}
