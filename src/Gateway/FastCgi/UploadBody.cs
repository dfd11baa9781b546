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

    /// <summary>
    /// Copies it out and ends it, unless the answer is <paramref name="over"/> before. When it is the application that takes no more, that
    /// is no fault: its answer counts.
    /// </summary>
    public async Task SendAsync(FastCgiConnection connection, CancellationToken over)
    {
        await using var input = new StandardInput(connection, over);
        try
        {
            // Not ended by the token: the server cannot drain a body of which a read was broken off. The next piece is refused instead.
            await copy(input, CancellationToken.None);
            if (input.IsRefused) return;
            if (input.Length != length) throw new IOException("The upload broke off.");   // who copies may keep to himself that he failed
            await input.CompleteAsync();
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
