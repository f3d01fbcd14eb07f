using System.Net;
using Fanout.Server.Admission;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fanout.Server.Transport;

/// <summary>Counts the web server's connections as visits (<see cref="Visitors"/>).</summary>
internal static class Visiting
{
    /// <summary>
    /// Each connection of the endpoint is a visit from here on, so it comes before all else that looks at them, TLS too.
    /// </summary>
    public static void CountVisits(this ListenOptions endpoint)
    {
        var visitors = endpoint.ApplicationServices.GetRequiredService<Visitors>();
        endpoint.Use(next => connection => ServeAsync(connection, visitors, next));
    }

    private static async Task ServeAsync(ConnectionContext connection, Visitors visitors, ConnectionDelegate next)
    {
        var visit = connection.Features.Get<Visit>() ?? Begin(connection, visitors);
        if (visit is null)
        {
            connection.Abort();
            return;
        }

        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            visit.End();
        }
    }

    /// <summary>One that no event loop has accepted.</summary>
    private static Visit? Begin(ConnectionContext connection, Visitors visitors)
    {
        var peer = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (peer is null && connection.LocalEndPoint is IPEndPoint)
        {
            return null; // gone before it was looked at; no limit by address would hold for it
        }

        var visit = visitors.Begin(peer);
        connection.Features.Set(visit);
        return visit;
    }
}
