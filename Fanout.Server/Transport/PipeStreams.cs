using System.IO.Pipelines;
using Fanout.Protocol.WebSockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Transport;

/// <summary>Serves streams on the pipes of connections that the web server accepted.</summary>
internal sealed class PipeStreams(
    IConnectionAcceptor acceptor, MessageReaders readers, IOptions<TransportOptions> options, TimeProvider time)
{
    /// <summary>Serves a stream; when the task has ended, nothing touches the pipes any more.</summary>
    /// <param name="pipes">The connection's own, of which nobody else reads or writes any more.</param>
    /// <param name="features">The connection's.</param>
    /// <param name="agreed">How messages travel on it.</param>
    /// <param name="needsToken">Its reader may read nothing without a token.</param>
    /// <param name="first">What goes out before all that its owner says.</param>
    public Task RunAsync(
        IDuplexPipe pipes,
        IFeatureCollection features,
        HandshakeAnswer agreed,
        bool needsToken,
        ReadOnlySpan<byte> first = default)
    {
        var sink = new PipeSink(
            pipes,
            features.GetRequiredFeature<IConnectionLifetimeFeature>(),
            new TcpProgress(features.Get<IConnectionSocketFeature>()?.Socket),
            readers,
            agreed.Deflate,
            options.Value,
            time);
        sink.Write(first);
        sink.Flush();
        return sink.RunAsync(acceptor.Accept(sink, agreed, needsToken: needsToken));
    }
}
