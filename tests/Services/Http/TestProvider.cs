using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fanout.Services.Http;

/// <summary>A provider with one document, on a real Kestrel.</summary>
public sealed class TestProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<IHeaderDictionary> _requests = new();
    private volatile Func<HttpContext, Task<bool>>? _instead;
    private volatile byte[] _document = [];
    private int _revision;

    private TestProvider(WebApplication app)
    {
        _app = app;
        app.MapGet("/scores", AnswerAsync);
    }

    /// <summary>Address of the document.</summary>
    public string Url =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/scores";

    /// <summary>Whether documents have an ETag, or else nothing by which to tell them apart.</summary>
    public bool HasETags { get; set; } = true;

    /// <summary>The headers of every request so far.</summary>
    public IReadOnlyCollection<IHeaderDictionary> Requests => _requests;

    /// <summary>How often the document was what the asker had already.</summary>
    public int NotModifiedCount { get; private set; }

    /// <summary>Starts one on a free port; its document is empty.</summary>
    public static async Task<TestProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var provider = new TestProvider(builder.Build());
        await provider._app.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    /// <summary>Another document from now on.</summary>
    public void Show(string document) => Show(Encoding.UTF8.GetBytes(document));

    /// <inheritdoc cref="Show(string)"/>
    public void Show(byte[] document)
    {
        _document = document;
        Interlocked.Increment(ref _revision);
    }

    /// <summary>Answers otherwise while it is set: the answer is whole where it returns true.</summary>
    public void Instead(Func<HttpContext, Task<bool>>? answer) => _instead = answer;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        _requests.Enqueue(new HeaderDictionary(http.Request.Headers.ToDictionary()));
        if (_instead is { } instead && await instead(http)) return;
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"r{Volatile.Read(ref _revision)}\"");
        if (HasETags)
        {
            http.Response.Headers.ETag = tag;
            if (http.Request.Headers.IfNoneMatch == tag)
            {
                NotModifiedCount++;
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }
        await http.Response.Body.WriteAsync(_document);
    }
}
