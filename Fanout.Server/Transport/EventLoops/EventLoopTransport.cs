using System.Net;
using System.Runtime.Versioning;
using Fanout.Server.Admission;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>
/// The web server's transport for addresses without TLS; it leaves the others to the framework's.
/// </summary>
/// <remarks>
/// With TLS the first bytes say nothing, and a plain request on such an address must be refused, so it is never ours.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class EventLoopTransport(
    EventLoops loops,
    IConnectionAcceptor acceptor,
    Visitors visitors,
    ListenAddresses addresses,
    IOptions<TransportOptions> options,
    SocketConnectionContextFactory factory,
    ILogger<StreamListener> log) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) =>
        options.Value is { EventLoop: true, HandshakeOverHttp: false } && addresses.IsPlain(endpoint);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(
            new StreamListener(loops, acceptor, visitors, (IPEndPoint)endpoint, factory, log));
}
