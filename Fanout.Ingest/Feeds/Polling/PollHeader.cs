namespace Fanout.Ingest.Feeds.Polling;

/// <summary>A header of a request, as it is configured.</summary>
internal readonly record struct PollHeader(string Name, string Value)
{
    /// <summary>Reads <c>Name: value</c>; false for what cannot be sent as a header of a request.</summary>
    public static bool TryParse(string line, out PollHeader header)
    {
        header = default;
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || line.AsSpan().ContainsAny('\r', '\n')) return false;
        header = new PollHeader(line[..colon].Trim(), line[(colon + 1)..].Trim());
        using var request = new HttpRequestMessage();
        return request.Headers.TryAddWithoutValidation(header.Name, header.Value);
    }
}
