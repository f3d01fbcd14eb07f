using System.Buffers;
using System.Net;
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
    PipeStreams streams, Reception reception, IOptions<TransportOptions> options, TimeProvider time)
{
    /// <summary>Serves one connection to its end.</summary>
    /// <param name="connection">Of which nothing has been read.</param>
    /// <param name="http">Serves it where it is no stream.</param>
    public async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        Opened? opened;
        try
        {
            opened = await LookAsync(connection).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return; // reset before it said what it wants
        }

        await (opened is null ? http(connection) : ServeAsync(connection, opened)).ConfigureAwait(false);
    }

    /// <summary>Serves a connection that has a place, and gives the place back.</summary>
    private async Task ServeAsync(ConnectionContext connection, Opened opened)
    {
        connection.Features.Get<Visit>()?.End();
        try
        {
            var (agreed, place) = opened;
            await streams
                .RunAsync(connection.Transport, connection.Features, agreed, place.NeedsToken, ResponseHead.Of(agreed))
                .ConfigureAwait(false);
        }
        finally
        {
            reception.Leave(opened.Place.Address);
        }
    }

    /// <summary>
    /// Takes an opening request off that can be granted, and a place for it; <see langword="null"/>: it is HTTP's.
    /// </summary>
    private async ValueTask<Opened?> LookAsync(ConnectionContext connection)
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

    private async ValueTask<Opened?> ReadAsync(ConnectionContext connection, CancellationToken over)
    {
        var input = connection.Transport.Input;
        var lookedAtSize = 0L;
        while (true)
        {
            var read = await input.ReadAsync(over).ConfigureAwait(false);
            var bytes = read.Buffer;
            var verdict = Judge(bytes, out var request, out var headSize);
            if (verdict == HeadVerdict.Stream && Agree(connection, request) is { } opened)
            {
                input.AdvanceTo(bytes.GetPosition(headSize));
                return opened;
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
    private Opened? Agree(ConnectionContext connection, in HandshakeRequest request)
    {
        var answer = Handshake.Answer(request, options.Value.Deflate);
        if (!answer.Accepted)
        {
            return null;
        }

        var peer = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (reception.TryEnter(request, peer, out var place, out var refusal))
        {
            return new Opened(answer, place);
        }

        connection.Features.Set(refusal);
        return null;
    }

    /// <summary>A stream that was opened, and has a place.</summary>
    private sealed record Opened(HandshakeAnswer Agreed, Place Place);

    private static CancellationToken ShutdownOf(ConnectionContext connection) =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
}
