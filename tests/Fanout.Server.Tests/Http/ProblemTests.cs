using Fanout.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Fanout.Server.Tests.Http;

public sealed class ProblemTests
{
    [Fact]
    public void What_is_not_available_says_when_to_ask_again()
    {
        var http = new DefaultHttpContext();

        var soon = Problem.Unavailable(http, "the log cannot be read now");
        Assert.Equal((503, "1"), (soon.StatusCode, http.Response.Headers.RetryAfter.ToString()));
        Problem.Unavailable(http, "delaySeconds: not held", retryAfterSeconds: 37);
        Assert.Equal("37", http.Response.Headers.RetryAfter.ToString());
    }
}
