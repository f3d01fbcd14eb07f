using Fanout.Server.Admission;
using Fanout.Server.Delivery;
using Fanout.Server.Http;
using Fanout.Server.Sessions;
using Fanout.Server.Transport;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Fanout.Server.Sse;

/// <summary><c>GET /v1/events?topic=…</c>: the frames of the stream as server-sent events, for readers without WebSocket.</summary>
internal static class SseEndpoint
{
    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/events", ReadAsync)
            .ReadsMany()
            .WithMetadata(new TakesTickets())
            .WithName("readEvents").WithTags("stream")
            .WithSummary("The frames of up to 50 topics as server-sent events; id holds all positions")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReadAsync(HttpContext http, Shards shards, ConnectionGate gate, HolderPlaces holders)
    {
        if (!SseRequest.TryParse(http.Request, out var request, out var problem))
            return Problem.Invalid(problem);
        var address = http.ClientAddress();
        if (!gate.TryEnter(address, out var refusal))
            return new RefusedResult(refusal);
        // A connection with several requests at a time (HTTP/2) is one of requests, and each reader counts beside it.
        var visit = HttpProtocol.IsHttp11(http.Request.Protocol) ? http.Features.Get<Visit>() : null;
        visit?.End();
        try
        {
            if (!holders.TryEnter(http.Reader()))
                return new RefusedResult(HolderPlaces.Refusal(http.Reader()));
            try
            {
                await ServeAsync(http, request, shards);
            }
            finally
            {
                holders.Leave(http.Reader());
            }
        }
        finally
        {
            visit?.Resume();
            gate.Leave(address);
        }
        return TypedResults.Empty;
    }

    private static async Task ServeAsync(HttpContext http, SseRequest request, Shards shards)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold events back
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await http.Response.StartAsync(http.RequestAborted);

        var socket = http.Features.Get<IConnectionSocketFeature>()?.Socket;
        var sink = new SseSink(http.Response.BodyWriter, new TcpProgress(socket));
        var connection = shards.Open(sink, new ConnectionSetup
        {
            Wire = new SseWire([.. request.Topics.Select(http.Reader().Rights.Own)], request.Came),
            Principal = http.Reader(),
            Greets = false,
        });
        connection.Post(new FrameReceived(new() { Subscribe = request.Subscribe }));
        // A slow reader is not cut off, and delivery watches for a stalled one; what is left at the end is the server's again.
        var rate = http.Features.Get<IHttpMinResponseDataRateFeature>();
        var usual = rate?.MinDataRate;
        rate?.MinDataRate = null;
        await sink.RunAsync(connection, http.RequestAborted);
        rate?.MinDataRate = usual;
    }
}
