using Fanout.Server.Sessions;

namespace Fanout.Server.Composition;

/// <summary>Nobody may read: how a server starts that nothing was opened on.</summary>
internal sealed class NoAccess : IAccess
{
    public Principal? Anonymous => null;

    public ValueTask<Principal?> AuthorizeAsync(string token, CancellationToken cancellationToken) => new((Principal?)null);
}
