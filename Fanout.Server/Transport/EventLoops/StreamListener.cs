using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Threading.Channels;
using Fanout.Server.Admission;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>
/// Owns a listening socket: connections that open the stream stay on the event loops, all others go to the web server
/// on the same port.
/// </summary>
/// <remarks>
/// One loop accepts, and gives the connections to all loops in turn. A listening socket for each loop (SO_REUSEPORT)
/// lost: the kernel spreads by hash, so that some loops get half as many again as others.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class StreamListener : IConnectionListener
{
    private const int Backlog = 4096; // as many as may come at once after a restart; the kernel has its own limit as well

    private readonly EventLoops _loops;
    private readonly Listening _listening;
    private readonly SocketConnectionContextFactory _factory;
    private readonly ILogger _log;

    private readonly Channel<ConnectionContext> _handed =
        Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });

    public StreamListener(
        EventLoops loops,
        IConnectionAcceptor acceptor,
        Visitors visitors,
        IPEndPoint endPoint,
        SocketConnectionContextFactory factory,
        ILogger<StreamListener> log)
    {
        (_loops, Acceptor, Visitors, _factory, _log) = (loops, acceptor, visitors, factory, log);
        var socket = Bind(endPoint);
        EndPoint = socket.LocalEndPoint!;
        _listening = new Listening(loops.All[0], socket, this, log);
        loops.All[0].Post(_ => _listening.Begin());
    }

    public EndPoint EndPoint { get; }

    /// <summary>Who owns the connections that stay.</summary>
    public IConnectionAcceptor Acceptor { get; }

    /// <summary>Who counts those that may not stay.</summary>
    public Visitors Visitors { get; }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _handed.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_handed.Reader.TryRead(out var connection))
                return connection;
        }
        return null;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        var unbound = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loops.All[0].Post(_ =>
        {
            _listening.End();
            unbound.SetResult();
        });
        await unbound.Task.ConfigureAwait(false); // a matter of one turn: nothing to give up on
        _handed.Writer.TryComplete();
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync().ConfigureAwait(false);
        while (_handed.Reader.TryRead(out var connection))
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A new connection; its loop looks at it next.</summary>
    public void Take(Accepted accepted)
    {
        var loop = _loops.Next();
        loop.Post(owner => new Arrival(owner, accepted, this).Begin());
    }

    /// <summary>The connection is the web server's, with all that it has sent.</summary>
    /// <param name="accepted">The web server's from now on.</param>
    /// <param name="refusal">What it is to answer to an opening request; null: as it sees fit.</param>
    public void HandToServer(Accepted accepted, Refusal? refusal = null)
    {
        var handle = new SafeSocketHandle(accepted.Descriptor.Number, ownsHandle: true);
        try
        {
            var connection = _factory.Create(new Socket(handle));
            connection.Features.Set(accepted.Visit); // ends with it
            connection.RemoteEndPoint = accepted.Peer; // the socket knows of none that has reset the connection
            if (refusal is not null)
                connection.Features.Set(refusal);
            if (_handed.Writer.TryWrite(connection))
                return;
            connection.Abort();
        }
        catch (SocketException)
        {
            handle.Dispose(); // reset by the peer before anybody served it
        }
        accepted.Visit.End();
    }

    /// <summary>A connection could not be watched.</summary>
    public void Refused(IOException failure) => EventLoopLog.NotWatched(_log, failure);

    private static Socket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true; // as the web server's own listener does
            socket.Blocking = false;
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw failure.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? new AddressInUseException(failure.Message, failure)
                : failure;
        }
    }
}
