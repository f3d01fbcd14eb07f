using System.Text.Json;
using Fanout.Ingest.Push;
using Microsoft.AspNetCore.Http;

namespace Fanout.Ingest.Editors;

/// <summary>What an editor sends with a decision.</summary>
internal static class OrderBody
{
    private const int BytesMax = 16 * 1024;

    /// <summary>What it must be, for errors.</summary>
    /// <param name="fields">Its fields, all of them text.</param>
    public static string FormOf(params IEnumerable<string> fields) =>
        $"JSON of at most {BytesMax} bytes like {{{string.Join(',', fields.Select(static field => $"\"{field}\":\"…\""))}}}";

    /// <summary>Null: it is too long, or no JSON of this form. Read here and not bound, so that nothing is read of who has no token.</summary>
    public static async ValueTask<T?> ReadAsync<T>(HttpContext http, int bytesMax = BytesMax)
        where T : class
    {
        using var body = new PushBody();
        if (!await body.TryReadAsync(http.Request.BodyReader, bytesMax, http.RequestAborted).ConfigureAwait(false)) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(body.Bytes, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
