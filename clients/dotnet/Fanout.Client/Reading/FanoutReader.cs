using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Client.Reading;

/// <summary>The read side of the HTTP API: what is the case now, in one answer.</summary>
public sealed class FanoutReader : IDisposable
{
    private const int AnswerBytesMax = 16 * 1024 * 1024; // a page of 500 headlines is below 1 MiB

    // A server that is newer than this client may know more names than it does.
    private static readonly JsonReadOptions Tolerant = new() { BytesMax = AnswerBytesMax, UnknownEnumNamesAllowed = true };

    private readonly HttpClient _http;

    public FanoutReader(FanoutClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _http = new HttpClient { BaseAddress = options.Server, MaxResponseContentBufferSize = AnswerBytesMax };
        if (!string.IsNullOrEmpty(options.Token))
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
    }

    /// <summary>A page of headlines.</summary>
    /// <exception cref="FanoutException">The server refused.</exception>
    /// <exception cref="HttpRequestException">The server could not be reached.</exception>
    public async Task<MatchPage> ListAsync(MatchFilter filter, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return await GetAsync<MatchPage>($"v1/matches{filter.Query()}", cancellation).ConfigureAwait(false)
            ?? throw new FanoutException($"there is no list of matches at {new Uri(_http.BaseAddress!, "v1/matches")}: is {_http.BaseAddress} the address of a Fanout server?")
            {
                IsUnknownAnswer = true,
            };
    }

    /// <summary>The whole state of a match, or null where there is none of this id.</summary>
    /// <inheritdoc cref="ListAsync" path="/exception"/>
    public async Task<MatchDocument?> FindAsync(string id, CancellationToken cancellation = default)
    {
        var path = $"v1/matches/{Uri.EscapeDataString(id)}";
        var document = await GetAsync<MatchDocument>(path, cancellation).ConfigureAwait(false);
        return document is { Match: null } or { Position: null } ? throw Unknown(path, "it has no match and position") : document;
    }

    public void Dispose() => _http.Dispose();

    private async Task<T?> GetAsync<T>(string path, CancellationToken cancellation)
        where T : class, IMessage<T>, new()
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellation).ConfigureAwait(false);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        if (!answer.IsSuccessStatusCode)
            throw new FanoutException(answer.StatusCode, Problem(body));
        try
        {
            return ProtoJson.Read<T>(body.AsSpan(), Tolerant).Message;
        }
        catch (JsonFormatException error)
        {
            throw Unknown(path, error.Message, error);
        }
    }

    private static FanoutException Unknown(string path, string why, Exception? cause = null)
    {
        var message = $"the server's answer to {path} is not what this client knows: {why}";
        return cause is null
            ? new FanoutException(message) { IsUnknownAnswer = true }
            : new FanoutException(message, cause) { IsUnknownAnswer = true };
    }

    /// <summary>What an RFC 9457 problem says, if the body is one.</summary>
    private static string Problem(byte[] body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            var root = problem.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("detail", out var detail) ? detail.ToString() : root.ToString();
        }
        catch (JsonException)
        {
            return "no further word";
        }
    }
}
