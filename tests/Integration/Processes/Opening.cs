namespace Fanout.Integration.Tests.Processes;

/// <summary>An opening request of the stream by HTTP, to see how it is answered.</summary>
internal static class Opening
{
    /// <summary>Settings of a server for each way on which a stream is opened.</summary>
    public static TheoryData<string> Transports => ["loops", "pipes", "http"];

    /// <summary>The settings of one of <see cref="Transports"/>.</summary>
    public static Dictionary<string, string> SettingsOf(string transport) => transport switch
    {
        "pipes" => new() { ["FANOUT__TRANSPORT__EVENTLOOP"] = "false" },
        "http" => new() { ["FANOUT__TRANSPORT__HANDSHAKEOVERHTTP"] = "true" },
        _ => [],
    };

    /// <summary>The answer; with 101 the connection is open until it is disposed of.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient http, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/stream");
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
