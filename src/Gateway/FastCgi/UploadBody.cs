namespace Gateway.FastCgi;

/// <summary>A request's body of known length on its way to the application, beside the reading of the answer.</summary>
internal sealed class UploadBody(long length, Func<Stream, CancellationToken, Task> copy, IAsyncDisposable? spooled = null) : IAsyncDisposable
{
    public long Length => length;

    /// <summary>The body of a message; one whose length nobody told is read to its end first.</summary>
    public static async Task<UploadBody?> OfAsync(HttpContent? content, long mostSpooled, CancellationToken cancellation)
    {
        if (content is null) return null;
        if (content.Headers.ContentLength is { } length) return new UploadBody(length, content.CopyToAsync);

        var spooled = await SpooledBody.ReadAsync(content, mostSpooled, cancellation);
        return new UploadBody(spooled.Length, spooled.CopyOutAsync, spooled);
    }

    /// <summary>Copies it out and ends it. When it is the application that takes no more, that is no fault: its answer counts.</summary>
    public async Task SendAsync(FastCgiConnection connection, CancellationToken cancellation)
    {
        await using var input = new StandardInput(connection);
        try
        {
            await copy(input, cancellation);
            await input.CompleteAsync(cancellation);
        }
        catch (Exception) when (input.IsRefused)
        {
            // An answer is there, or the reading of it will say why not.
        }
        finally
        {
            await DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => spooled?.DisposeAsync() ?? default;
}
