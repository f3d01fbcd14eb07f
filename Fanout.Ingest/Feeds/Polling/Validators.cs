namespace Fanout.Ingest.Feeds.Polling;

/// <summary>What a provider called the document that was taken last (RFC 9110 §8.8); either may be empty.</summary>
internal readonly record struct Validators(string ETag, string LastModified)
{
    public static Validators Of(HttpResponseMessage response) =>
        new(First(response.Headers.NonValidated, "ETag"), First(response.Content.Headers.NonValidated, "Last-Modified"));

    /// <summary>Reads <see cref="ToText"/>; nothing from any other text.</summary>
    public static Validators Parse(string text) =>
        text.Split('\n') is [var tag, var modified] ? new Validators(tag, modified) : new Validators("", "");

    public string ToText() => $"{ETag}\n{LastModified}";

    /// <summary>Asks for the document only if it is another one.</summary>
    public void AddTo(HttpRequestMessage request)
    {
        if (ETag.Length > 0) request.Headers.TryAddWithoutValidation("If-None-Match", ETag);
        if (LastModified.Length > 0) request.Headers.TryAddWithoutValidation("If-Modified-Since", LastModified);
    }

    private static string First(System.Net.Http.Headers.HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.ToString() : "";
}
