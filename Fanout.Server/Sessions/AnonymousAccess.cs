namespace Fanout.Server.Sessions;

/// <summary>Everybody may read everything, with any token or none: for a server on loopback.</summary>
internal sealed class AnonymousAccess : IAccess
{
    private static readonly Principal Reader = new("anonymous", 0, ["read"], static _ => true);

    public Principal Anonymous => Reader;

    public ValueTask<Principal?> AuthorizeAsync(string token, CancellationToken cancellationToken) => new(Reader);
}
