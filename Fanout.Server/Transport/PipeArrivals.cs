using System.Buffers;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Admission;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Transport;

/// <summary>
/// Looks at the first bytes of the web server's connections, behind TLS where there is any: those that open the stream
/// are answered and served on their pipes, and all others are HTTP's, which finds them untouched.
/// </summary>
/// <remarks>
/// Requirement: an idle stream holds nothing of HTTP's, which would keep the request and its answer for as long as the
/// connection lives: 5 KiB, measured. Also HTTP's, as from the event loops: who has not said in time what he wants, a
/// head that is too long or unusual, and who is not let in; its own limits and answers hold for them.
/// </remarks>
internal sealed class PipeArrivals(
    PipeStreams streams, ConnectionGate gate, IOptions<TransportOptions> options, TimeProvider time)
{
    /// <summary>Serves one connection to its end.</summary>
    /// <param name="connection">Of which nothing has been read.</param>
    /// <param name="http">Serves it where it is no stream.</param>
    public async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        HandshakeAnswer? agreed;
        try
        {
            agreed = await LookAsync(connection).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return; // reset before it said what it wants
        }

        await (agreed is null ? http(connection) : ServeAsync(connection, agreed)).ConfigureAwait(false);
    }

    /// <summary>Serves a connection that has a place, and gives the place back.</summary>
    private async Task ServeAsync(ConnectionContext connection, HandshakeAnswer agreed)
    {
        try
        {
            await streams.RunAsync(connection.Transport, connection.Features, agreed, ResponseHead.Of(agreed))
                .ConfigureAwait(false);
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>
    /// Takes an opening request off that can be granted, and a place for it; <see langword="null"/>: it is HTTP's.
    /// </summary>
    private async ValueTask<HandshakeAnswer?> LookAsync(ConnectionContext connection)
    {
        if (connection.Features.Get<Refusal>() is not null)
        {
            return null; // an event loop has looked
        }

        using var late = new CancellationTokenSource(RequestHead.Patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ShutdownOf(connection));
        try
        {
            return await ReadAsync(connection, over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async ValueTask<HandshakeAnswer?> ReadAsync(ConnectionContext connection, CancellationToken over)
    {
        var input = connection.Transport.Input;
        var lookedAtSize = 0L;
        while (true)
        {
            var read = await input.ReadAsync(over).ConfigureAwait(false);
            var bytes = read.Buffer;
            var verdict = Judge(bytes, out var request, out var headSize);
            if (verdict == HeadVerdict.Stream && Agree(connection, request) is { } agreed)
            {
                input.AdvanceTo(bytes.GetPosition(headSize));
                return agreed;
            }

            if (verdict != HeadVerdict.Incomplete || read.IsCompleted)
            {
                input.AdvanceTo(bytes.Start, bytes.GetPosition(lookedAtSize)); // what is new, HTTP is told of at once
                return null;
            }

            input.AdvanceTo(bytes.Start, bytes.End);
            lookedAtSize = bytes.Length;
        }
    }

    private static HeadVerdict Judge(in ReadOnlySequence<byte> bytes, out HandshakeRequest request, out int headSize)
    {
        var first = bytes.Slice(0, Math.Min(bytes.Length, RequestHead.SizeMax));
        if (first.IsSingleSegment)
        {
            return RequestHead.Read(first.FirstSpan, out request, out headSize);
        }

        Span<byte> joined = stackalloc byte[RequestHead.SizeMax];
        first.CopyTo(joined);
        return RequestHead.Read(joined[..(int)first.Length], out request, out headSize);
    }

    /// <summary>What is agreed on, and a place is taken; <see langword="null"/>: HTTP says why not.</summary>
    private HandshakeAnswer? Agree(ConnectionContext connection, in HandshakeRequest request)
    {
        var answer = Handshake.Answer(request, options.Value.Deflate);
        if (!answer.Accepted)
        {
            return null;
        }

        if (gate.TryEnter(out var refusal))
        {
            return answer;
        }

        connection.Features.Set(refusal);
        return null;
    }

    private static CancellationToken ShutdownOf(ConnectionContext connection) =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
}
