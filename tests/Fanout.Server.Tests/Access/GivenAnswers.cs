namespace Fanout.Server.Tests.Access;

/// <summary>The place of a list or of keys, without a network.</summary>
internal sealed class GivenAnswers(Func<CancellationToken, Task<string>> answer) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        new() { Content = new StringContent(await answer(cancellationToken)) };
}
