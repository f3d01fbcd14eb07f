namespace Fanout.Server.Access;

/// <summary>Everybody may read everything, with any token or none: for a server on loopback.</summary>
internal sealed class OpenAccess : IAccess
{
    private static readonly Principal Reader = new("anonymous", 0, Rights.All);

    public Principal Anonymous => Reader;

    public ValueTask<AccessVerdict> AuthorizeAsync(string token, CancellationToken cancellationToken) =>
        new(AccessVerdict.Granted(Reader));
}
