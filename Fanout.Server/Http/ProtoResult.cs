using System.Buffers;
using Fanout.Protocol.Json;
using Google.Protobuf;
using Microsoft.Net.Http.Headers;

namespace Fanout.Server.Http;

/// <summary>A message as JSON, with an entity tag: 304 where the reader has it already (RFC 9110 §13.1.2).</summary>
/// <param name="message">What is the case now.</param>
/// <param name="tag">Entity tag without quotes; null where the answer has none.</param>
internal sealed class ProtoResult(IMessage message, string? tag) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var anonymous = request.Headers.Authorization.Count == 0;
        // A shared cache may keep what everybody may read, but asks before each use; what a token opened stays with its reader.
        response.Headers.CacheControl = anonymous ? "public, no-cache" : "private, no-cache";
        response.Headers.Vary = HeaderNames.Authorization;
        if (tag is not null)
        {
            var quoted = new EntityTagHeaderValue($"\"{tag}\"");
            response.GetTypedHeaders().ETag = quoted;
            if (request.GetTypedHeaders().IfNoneMatch.Any(known => known == EntityTagHeaderValue.Any || known.Compare(quoted, useStrongComparison: false)))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }
        var body = new ArrayBufferWriter<byte>();
        ProtoJson.Write(message, body);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.WrittenCount;
        if (!HttpMethods.IsHead(request.Method))
            await response.BodyWriter.WriteAsync(body.WrittenMemory, httpContext.RequestAborted);
    }
}
