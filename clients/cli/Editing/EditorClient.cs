using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Fanout.Client;

namespace Fanout.Cli.Editing;

/// <summary>What editors ask of the HTTP API.</summary>
internal sealed class EditorClient : IDisposable
{
    private const int AnswerBytesMax = 16 * 1024 * 1024; // 500 held events, or a message of 256 KiB

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public EditorClient(FanoutClientOptions options)
    {
        _time = options.Time;
        _http = new HttpClient { BaseAddress = options.Server, MaxResponseContentBufferSize = AnswerBytesMax };
        if (!string.IsNullOrEmpty(options.Token))
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
    }

    /// <summary>Time, ms since 1970.</summary>
    public double NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The answer to a GET, and its text.</summary>
    /// <exception cref="RefusedException">The server refused.</exception>
    /// <exception cref="HttpRequestException">The server could not be reached.</exception>
    public async Task<(T Answer, string Text)> GetAsync<T>(string path, CancellationToken cancellation)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
        return await ReadAsync<T>(path, answer, cancellation);
    }

    /// <summary>The answer to a POST, and its text.</summary>
    /// <param name="path">What is to be done.</param>
    /// <param name="order">Body, as JSON.</param>
    /// <param name="requestId">Makes it harmless to send the request again.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <inheritdoc cref="GetAsync{T}(string, CancellationToken)" path="/exception"/>
    public async Task<(T Answer, string Text)> PostAsync<T>(string path, object order, string requestId, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(order, options: JsonSerializerOptions.Web),
        };
        request.Headers.Add("Idempotency-Key", requestId);
        using var answer = await _http.SendAsync(request, cancellation);
        return await ReadAsync<T>(path, answer, cancellation);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<(T Answer, string Text)> ReadAsync<T>(string path, HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new RefusedException(answer.StatusCode, $"{(int)answer.StatusCode}: {Problem(text)}");
        try
        {
            var read = JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web);
            return WholeAnswer.FindHole(read) is { } hole ? throw Unknown(path, $"{hole} is null or missing") : (read!, text);
        }
        catch (JsonException error)
        {
            throw Unknown(path, error.Message);
        }
    }

    private static FanoutException Unknown(string path, string why) =>
        new($"the server's answer to {path} is not what this client knows: {why}. Is it a Fanout server of this version?") { IsUnknownAnswer = true };

    /// <summary>What an RFC 9457 problem says, if the body is one.</summary>
    private static string Problem(string text)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("detail", out var detail)
                ? detail.ToString()
                : text;
        }
        catch (JsonException)
        {
            return "no further word";
        }
    }
}
