<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About this gate</source>
        <translation>このゲートについて</translation>
    </message>
    <message>
        <source>MaskGate {version}, under the licence {licence}</source>
        <translation>MaskGate {version}（ライセンス：{licence}）</translation>
    </message>
    <message>
        <source>Face detector</source>
        <translation>顔検出モデル</translation>
    </message>
    <message>
        <source>Face recogniser</source>
        <translation>顔認識モデル</translation>
    </message>
    <message>
        <source>Mask classifier</source>
        <translation>マスク判定モデル</translation>
    </message>
    <message>
        <source>Liveness check</source>
        <translation>なりすまし検知モデル</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>ライセンス</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>入手元</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>制限</translation>
    </message>
</context>
<context>
    <name>AdminWindow</name>
    <message>
        <source>MaskGate administration</source>
        <translation>MaskGate 管理</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>ページ</translation>
    </message>
    <message>
        <source>Something went wrong; the log says what.</source>
        <translation>問題が発生しました。詳細はログに記録されています。</translation>
    </message>
</context>
<context>
    <name>Backend</name>
    <message>
        <source>Something went wrong; the log says what.</source>
        <translation>問題が発生しました。詳細はログに記録されています。</translation>
    </message>
</context>
<context>
    <name>Contents</name>
    <message>
        <source>About</source>
        <translation>このゲート</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>登録</translation>
    </message>
    <message>
        <source>Enrol many</source>
        <translation>まとめて登録</translation>
    </message>
</context>
<context>
    <name>Enrol</name>
    <message>
        <source>Enrol a person</source>
        <translation>人物の登録</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>基本情報</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>撮影</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>確認</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>テスト</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Step {step} of {steps}: {name}</source>
        <translation>ステップ {step} / {steps}：{name}</translation>
    </message>
    <message>
        <source>Stored.</source>
        <translation>保存しました。</translation>
    </message>
    <message>
        <source>Mask is on</source>
        <translation>マスクを着けました</translation>
    </message>
    <message>
        <source>Leave this one out</source>
        <translation>この1枚を省く</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>もう一度</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Use photographs</source>
        <translation>写真を使う</translation>
    </message>
    <message>
        <source>Picture of the camera</source>
        <translation>カメラの映像</translation>
    </message>
    <message>
        <source>Name a folder first.</source>
        <translation>先にフォルダーを入力してください。</translation>
    </message>
    <message numerus="yes">
        <source>{name}: %n pictures</source>
        <translation>
            <numerusform>{name}：画像 %n 枚</numerusform>
        </translation>
    </message>
    <message>
        <source>Comparing with everybody enrolled …</source>
        <translation>登録済みの全員と照合しています…</translation>
    </message>
    <message>
        <source>The pictures are one person&apos;s, and nobody enrolled looks too much like them.</source>
        <translation>画像はすべて同じ人のもので、登録者によく似た人はいません。</translation>
    </message>
    <message>
        <source>I have looked: they are two people</source>
        <translation>確認しました。別人です</translation>
    </message>
    <message>
        <source>The gate will then ask for a clearer likeness of these two, and may refuse both.</source>
        <translation>以後、この二人にはより確かな一致が必要になり、どちらも拒否されることがあります。</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>登録</translation>
    </message>
    <message>
        <source>Take new pictures</source>
        <translation>撮り直す</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>署名</translation>
    </message>
    <message>
        <source>Or type your name</source>
        <translation>または名前を入力</translation>
    </message>
    <message>
        <source>I agree</source>
        <translation>同意する</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>消す</translation>
    </message>
    <message>
        <source>I do not agree</source>
        <translation>同意しない</translation>
    </message>
    <message>
        <source>{name}, sign here. The signature itself is not kept.</source>
        <translation>{name}さん、ここに署名してください。署名そのものは保存されません。</translation>
    </message>
    <message>
        <source>Read the text to its end, then sign.</source>
        <translation>最後まで読んでから署名してください。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Badge number</source>
        <translation>カード番号</translation>
    </message>
    <message>
        <source>may stay empty</source>
        <translation>空欄でも可</translation>
    </message>
    <message>
        <source>Remove on (YYYY-MM-DD)</source>
        <translation>削除日（年-月-日）</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>次へ</translation>
    </message>
    <message>
        <source>This is no day: write it as 2027-01-31.</source>
        <translation>日付ではありません。2027-01-31 のように入力してください。</translation>
    </message>
    <message>
        <source>Enrol many</source>
        <translation>まとめて登録</translation>
    </message>
    <message>
        <source>From a list</source>
        <translation>名簿から</translation>
    </message>
    <message>
        <source>List</source>
        <translation>名簿</translation>
    </message>
    <message>
        <source>Enrol everybody on the list</source>
        <translation>名簿の全員を登録</translation>
    </message>
    <message>
        <source>Stop after this person</source>
        <translation>この人で止める</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>For another model</source>
        <translation>別のモデルで再登録</translation>
    </message>
    <message>
        <source>Who is left</source>
        <translation>残っている人</translation>
    </message>
    <message>
        <source>Folder with a sub-folder of photographs for each person</source>
        <translation>一人ごとの写真フォルダーが入ったフォルダー</translation>
    </message>
    <message>
        <source>Go on although somebody has no photographs</source>
        <translation>写真のない人がいても続ける</translation>
    </message>
    <message>
        <source>Enrol everybody again</source>
        <translation>全員を再登録</translation>
    </message>
    <message>
        <source>Name a file first.</source>
        <translation>先にファイルを入力してください。</translation>
    </message>
    <message>
        <source>Report: {file}</source>
        <translation>結果：{file}</translation>
    </message>
    <message>
        <source>The report could not be written beside the list.</source>
        <translation>結果を名簿と同じ場所に書き込めませんでした。</translation>
    </message>
    <message>
        <source>enrolled</source>
        <translation>登録済み</translation>
    </message>
    <message>
        <source>Everybody enrolled is known to the model in use, {model}.</source>
        <translation>登録者は全員、使用中のモデル {model} で認識できます。</translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} are not known to the model in use, {model}.</source>
        <translation>
            <numerusform>{total} 人中 %n 人は、使用中のモデル {model} では認識できません。</numerusform>
        </translation>
    </message>
    <message>
        <source>Touch a name to enrol that person again.</source>
        <translation>名前に触れると、その人を再登録できます。</translation>
    </message>
    <message>
        <source>{name} is enrolled, and known at the gate now.</source>
        <translation>{name}さんを登録しました。ゲートで認識できます。</translation>
    </message>
    <message>
        <source>Leave the test out</source>
        <translation>テストを省く</translation>
    </message>
    <message>
        <source>Test again</source>
        <translation>もう一度テスト</translation>
    </message>
    <message>
        <source>Enrol somebody else</source>
        <translation>別の人を登録</translation>
    </message>
    <message>
        <source>Test: look into the camera, {name}.</source>
        <translation>テスト：{name}さん、カメラを見てください。</translation>
    </message>
    <message>
        <source>The test was left out.</source>
        <translation>テストは省かれました。</translation>
    </message>
    <message>
        <source>The gate took {name} for {other}: take new pictures of both people.</source>
        <translation>ゲートは{name}さんを{other}さんと間違えました。二人とも撮り直してください。</translation>
    </message>
    <message>
        <source>Straight</source>
        <translation>正面</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上</translation>
    </message>
    <message>
        <source>With a mask</source>
        <translation>マスク着用</translation>
    </message>
    <message>
        <source>Look straight into the camera</source>
        <translation>カメラを正面から見てください</translation>
    </message>
    <message>
        <source>Turn your head slightly to your left</source>
        <translation>顔を少し左に向けてください</translation>
    </message>
    <message>
        <source>Turn your head slightly to your right</source>
        <translation>顔を少し右に向けてください</translation>
    </message>
    <message>
        <source>Raise your chin a little</source>
        <translation>あごを少し上げてください</translation>
    </message>
    <message>
        <source>Put a mask on, if you wear one at work</source>
        <translation>仕事でマスクを着ける場合は着けてください</translation>
    </message>
    <message>
        <source>The camera gives no picture; it is being tried again</source>
        <translation>カメラの映像がありません。再接続しています</translation>
    </message>
    <message>
        <source>Step before the camera</source>
        <translation>カメラの前に立ってください</translation>
    </message>
    <message>
        <source>Two people are in view: one at a time</source>
        <translation>二人写っています。一人ずつお願いします</translation>
    </message>
    <message>
        <source>Move to the middle</source>
        <translation>中央に寄ってください</translation>
    </message>
    <message>
        <source>Too far: come closer</source>
        <translation>遠すぎます。近づいてください</translation>
    </message>
    <message>
        <source>Too dark: turn to the light</source>
        <translation>暗すぎます。明るいほうを向いてください</translation>
    </message>
    <message>
        <source>Too bright, or glasses that glare: turn away from the light</source>
        <translation>明るすぎるか、眼鏡が反射しています。光から顔をそらしてください</translation>
    </message>
    <message>
        <source>Turn a little to your left</source>
        <translation>少し左を向いてください</translation>
    </message>
    <message>
        <source>Turn a little to your right</source>
        <translation>少し右を向いてください</translation>
    </message>
    <message>
        <source>Raise your chin</source>
        <translation>あごを上げてください</translation>
    </message>
    <message>
        <source>Lower your chin</source>
        <translation>あごを下げてください</translation>
    </message>
    <message>
        <source>Hold your head upright</source>
        <translation>頭をまっすぐにしてください</translation>
    </message>
    <message>
        <source>Hardly any contrast: clean the lens</source>
        <translation>映りがぼやけています。レンズを拭いてください</translation>
    </message>
    <message>
        <source>Blurred: hold still</source>
        <translation>ぶれています。動かないでください</translation>
    </message>
    <message>
        <source>Take away what covers your mouth</source>
        <translation>口を覆っているものを外してください</translation>
    </message>
    <message>
        <source>Not clear enough: look into the camera</source>
        <translation>はっきり写っていません。カメラを見てください</translation>
    </message>
    <message>
        <source>Put the mask on and press Mask is on, or leave it out</source>
        <translation>マスクを着けて「マスクを着けました」を押すか、省いてください</translation>
    </message>
    <message>
        <source>Good: hold still</source>
        <translation>そのまま動かないでください</translation>
    </message>
    <message>
        <source>All pictures are taken</source>
        <translation>すべて撮影しました</translation>
    </message>
    <message>
        <source>This entrance recognises people by their face.</source>
        <translation>この入口では、顔で本人を認識します。</translation>
    </message>
    <message>
        <source>What for: to open this door for you, and for nothing else.</source>
        <translation>目的：あなたのためにこの扉を開けること。ほかの目的には使いません。</translation>
    </message>
    <message>
        <source>If you do not agree, you get another way in, such as a badge or a PIN.</source>
        <translation>同意しない場合は、カードや暗証番号など別の方法で入れます。</translation>
    </message>
    <message>
        <source>A CSV file (UTF-8) with the columns {needed}; if wanted, also {more}.</source>
        <translation>CSV ファイル（UTF-8）。列は {needed}、必要なら {more} も。</translation>
    </message>
    <message>
        <source>Photographs are looked for beside the file; several are separated by a semicolon.</source>
        <translation>写真はファイルと同じ場所から探します。複数はセミコロンで区切ってください。</translation>
    </message>
    <message>
        <source>The gate recognises {name}.</source>
        <translation>ゲートは{name}さんを認識しました。</translation>
    </message>
    <message>
        <source>The gate did not recognise {name}: test again in the light of the entrance.</source>
        <translation>ゲートは{name}さんを認識できませんでした。入口の明るさでもう一度テストしてください。</translation>
    </message>
    <message>
        <source>Likeness {cosine}; {threshold} is needed.</source>
        <translation>類似度 {cosine}（必要値 {threshold}）。</translation>
    </message>
    <message>
        <source>This is probably {name}, who is enrolled already.</source>
        <translation>登録済みの{name}さん本人と思われます。</translation>
    </message>
    <message>
        <source>This person looks like {name}: the gate could let in the wrong one.</source>
        <translation>この人は{name}さんに似ています。ゲートが取り違え、別の人を通すおそれがあります。</translation>
    </message>
    <message>
        <source>Likeness {cosine}; the gate accepts from {threshold}.</source>
        <translation>類似度 {cosine}（ゲートは {threshold} 以上で許可）。</translation>
    </message>
    <message>
        <source>What is kept: your name, and rows of numbers (templates) made from pictures taken now.</source>
        <translation>保存するもの：お名前と、これから撮影する画像から作る数値（テンプレート）。</translation>
    </message>
    <message>
        <source>The pictures themselves are not kept.</source>
        <translation>画像そのものは保存しません。</translation>
    </message>
    <message>
        <source>The templates are encrypted and stay on this device.</source>
        <translation>テンプレートは暗号化され、この装置の外へは出ません。</translation>
    </message>
    <message>
        <source>How long: until you leave, the agreed day has come, or you withdraw your consent.</source>
        <translation>期間：退職まで、定めた日まで、または同意を撤回するまで。</translation>
    </message>
    <message>
        <source>You may withdraw it at any time, without giving a reason and without disadvantage.</source>
        <translation>同意はいつでも、理由を問わず、不利益なく撤回できます。</translation>
    </message>
    <message>
        <source>Everything is then deleted, and you get a receipt.</source>
        <translation>その場合はすべて削除し、証明書をお渡しします。</translation>
    </message>
    <message>
        <source>Or a folder of photographs</source>
        <translation>または写真のフォルダー</translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} enrolled.</source>
        <translation>
            <numerusform>{total} 人中 %n 人を登録しました。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Kiosk</name>
    <message>
        <source>Starting</source>
        <translation>起動中</translation>
    </message>
    <message>
        <source>One moment, please.</source>
        <translation>少々お待ちください。</translation>
    </message>
    <message>
        <source>Step up to the camera</source>
        <translation>カメラの前へどうぞ</translation>
    </message>
    <message>
        <source>You can keep your mask on.</source>
        <translation>マスクは着けたままで結構です。</translation>
    </message>
    <message>
        <source>Look here</source>
        <translation>こちらを見てください</translation>
    </message>
    <message>
        <source>Face the camera and hold still for a moment.</source>
        <translation>カメラに顔を向け、少しの間動かないでください。</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>ようこそ</translation>
    </message>
    <message>
        <source>Please come in.</source>
        <translation>お入りください。</translation>
    </message>
    <message>
        <source>No entry</source>
        <translation>入室できません</translation>
    </message>
    <message>
        <source>Please ask reception to let you in.</source>
        <translation>受付にお声がけください。</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>映像がありません</translation>
    </message>
    <message>
        <source>The camera will be back by itself. Until then, please ask reception.</source>
        <translation>カメラは自動的に復旧します。それまでは受付にお声がけください。</translation>
    </message>
    <message>
        <source>Out of order</source>
        <translation>ただいま使えません</translation>
    </message>
    <message>
        <source>The door stays closed. Please ask reception to let you in.</source>
        <translation>ドアは閉じたままです。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Welcome, {name}</source>
        <translation>ようこそ、{name} さん</translation>
    </message>
    <message>
        <source>Not recognised</source>
        <translation>確認できませんでした</translation>
    </message>
    <message>
        <source>Look at the camera and try again, or ask reception.</source>
        <translation>カメラを見てもう一度お試しいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Not sure who you are</source>
        <translation>どなたか判断できません</translation>
    </message>
    <message>
        <source>Come closer and try again, or ask reception.</source>
        <translation>もう少し近づいてお試しいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Can’t see you clearly</source>
        <translation>お顔がはっきり見えません</translation>
    </message>
    <message>
        <source>Come closer, face the camera and hold still.</source>
        <translation>近づいてカメラに顔を向け、動かないでください。</translation>
    </message>
    <message>
        <source>Not sure yet</source>
        <translation>確認の途中です</translation>
    </message>
    <message>
        <source>Keep looking at the camera and hold still.</source>
        <translation>カメラを見たまま、動かないでください。</translation>
    </message>
    <message>
        <source>One at a time</source>
        <translation>お一人ずつどうぞ</translation>
    </message>
    <message>
        <source>Please step up alone; the others wait a few steps back.</source>
        <translation>一人でお進みください。ほかの方は数歩下がってお待ちください。</translation>
    </message>
    <message>
        <source>The picture is late</source>
        <translation>映像が遅れています</translation>
    </message>
    <message>
        <source>Please wait a moment and look at the camera again.</source>
        <translation>少し待ってから、もう一度カメラを見てください。</translation>
    </message>
    <message>
        <source>No face in view</source>
        <translation>顔が映っていません</translation>
    </message>
    <message>
        <source>Step in front of the camera and look at it.</source>
        <translation>カメラの前に立ち、カメラを見てください。</translation>
    </message>
    <message>
        <source>Nobody is enrolled</source>
        <translation>登録者がいません</translation>
    </message>
    <message>
        <source>This gate knows nobody yet. Please ask reception to let you in.</source>
        <translation>このゲートにはまだ誰も登録されていません。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Everybody has to be enrolled again here. Please ask reception to let you in.</source>
        <translation>全員の再登録が必要です。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Please show your own face</source>
        <translation>ご本人の顔を見せてください</translation>
    </message>
    <message>
        <source>Pictures and screens don’t open this door. Step back and try again.</source>
        <translation>写真や画面では開きません。一歩下がってもう一度お試しください。</translation>
    </message>
    <message>
        <source>You were just let in</source>
        <translation>先ほど入室されました</translation>
    </message>
    <message>
        <source>If the door is closed again, wait a moment and look at the camera.</source>
        <translation>ドアが閉まっていたら、少し待ってからカメラを見てください。</translation>
    </message>
    <message>
        <source>You have passed already</source>
        <translation>すでに通過されています</translation>
    </message>
    <message>
        <source>You did not check out the last time. Please ask reception.</source>
        <translation>前回の退室が記録されていません。受付にお声がけください。</translation>
    </message>
    <message>
        <source>One more, please</source>
        <translation>もうお一人どうぞ</translation>
    </message>
    <message>
        <source>This door opens for two. The second person may step up now.</source>
        <translation>このドアは二人で開きます。お二人目の方がお進みください。</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>施錠中</translation>
    </message>
    <message>
        <source>The door is locked in an emergency. Please wait, or ask reception.</source>
        <translation>緊急のため施錠されています。お待ちいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Not valid yet</source>
        <translation>まだ有効ではありません</translation>
    </message>
    <message>
        <source>Your access begins on a later day. Please ask reception.</source>
        <translation>入室できるのは後日からです。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Access has ended</source>
        <translation>有効期間が終了しました</translation>
    </message>
    <message>
        <source>Please ask reception to renew it.</source>
        <translation>更新は受付にお申し出ください。</translation>
    </message>
    <message>
        <source>Not at this door</source>
        <translation>このドアからは入れません</translation>
    </message>
    <message>
        <source>Please use another door, or ask reception.</source>
        <translation>別のドアをご利用いただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Not at this hour</source>
        <translation>今は入室できない時間です</translation>
    </message>
    <message>
        <source>Please come back in your hours, or ask reception.</source>
        <translation>決められた時間にお越しいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>The clock is not right</source>
        <translation>時計が正しくありません</translation>
    </message>
    <message>
        <source>This gate can’t tell the time now. Please ask reception to let you in.</source>
        <translation>現在時刻を確認できません。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Please put on a mask</source>
        <translation>マスクを着けてください</translation>
    </message>
    <message>
        <source>Cover mouth and nose, then look at the camera again.</source>
        <translation>口と鼻を覆ってから、もう一度カメラを見てください。</translation>
    </message>
    <message>
        <source>One thing more</source>
        <translation>もう一つ確認します</translation>
    </message>
    <message>
        <source>Show your badge or type your PIN, and look at the camera.</source>
        <translation>社員証をかざすか暗証番号を入力し、カメラを見てください。</translation>
    </message>
    <message>
        <source>Badge or PIN not accepted</source>
        <translation>社員証か暗証番号が違います</translation>
    </message>
    <message>
        <source>Please try again, or ask reception.</source>
        <translation>もう一度お試しいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>That is not your badge</source>
        <translation>ご本人の社員証ではありません</translation>
    </message>
    <message>
        <source>Use your own badge or PIN, or ask reception.</source>
        <translation>ご自身の社員証か暗証番号をお使いいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Too many tries</source>
        <translation>試行回数が多すぎます</translation>
    </message>
    <message>
        <source>Please wait a moment, or ask reception.</source>
        <translation>少しお待ちいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Entries can’t be recorded now, so nobody is let in. Please ask reception.</source>
        <translation>入室を記録できないため、どなたも入れません。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Come closer</source>
        <translation>もう少し近づいてください</translation>
    </message>
    <message>
        <source>One or two steps towards the screen.</source>
        <translation>画面に向かって一、二歩お進みください。</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>少し下がってください</translation>
    </message>
    <message>
        <source>One step away from the screen.</source>
        <translation>画面から一歩離れてください。</translation>
    </message>
    <message>
        <source>To the middle</source>
        <translation>中央へどうぞ</translation>
    </message>
    <message>
        <source>Stand so that your face is in the middle of the picture.</source>
        <translation>顔が映像の中央に来るように立ってください。</translation>
    </message>
    <message>
        <source>Hold still</source>
        <translation>動かないでください</translation>
    </message>
    <message>
        <source>Stand still for a moment and look at the camera.</source>
        <translation>少しの間止まって、カメラを見てください。</translation>
    </message>
    <message>
        <source>Too dark</source>
        <translation>暗すぎます</translation>
    </message>
    <message>
        <source>Turn towards the light, or use badge or PIN.</source>
        <translation>明るい方を向くか、社員証か暗証番号をお使いください。</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>確認中</translation>
    </message>
    <message>
        <source>Keep looking at the camera.</source>
        <translation>そのままカメラを見ていてください。</translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation>左を向いてください</translation>
    </message>
    <message>
        <source>Turn your head slowly to your left.</source>
        <translation>ゆっくりと左に顔を向けてください。</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation>右を向いてください</translation>
    </message>
    <message>
        <source>Turn your head slowly to your right.</source>
        <translation>ゆっくりと右に顔を向けてください。</translation>
    </message>
    <message>
        <source>Look up</source>
        <translation>上を向いてください</translation>
    </message>
    <message>
        <source>Raise your chin slowly.</source>
        <translation>ゆっくりとあごを上げてください。</translation>
    </message>
    <message>
        <source>Look down</source>
        <translation>下を向いてください</translation>
    </message>
    <message>
        <source>Lower your chin slowly.</source>
        <translation>ゆっくりとあごを下げてください。</translation>
    </message>
    <message>
        <source>Please close the door</source>
        <translation>ドアを閉めてください</translation>
    </message>
    <message>
        <source>It has been open for too long.</source>
        <translation>長い間開いたままになっています。</translation>
    </message>
    <message>
        <source>Badge or PIN only</source>
        <translation>社員証か暗証番号のみ</translation>
    </message>
    <message>
        <source>Faces can’t be recognised now. Use your badge or PIN, or ask reception.</source>
        <translation>今は顔を確認できません。社員証か暗証番号をお使いいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Reception: {how}</source>
        <translation>受付：{how}</translation>
    </message>
    <message>
        <source>Step {step} of {steps}</source>
        <translation>{step}／{steps}</translation>
    </message>
</context>
<context>
    <name>KioskWindow</name>
    <message>
        <source>Badge or PIN</source>
        <translation>暗証番号</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>プライバシー</translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>Delete the last digit</source>
        <translation>最後の数字を消す</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>決定</translation>
    </message>
    <message numerus="yes">
        <source>%n digits typed</source>
        <translation>
            <numerusform>%n 桁入力済み</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PinSheet</name>
    <message>
        <source>Badge number and PIN</source>
        <translation>社員番号と暗証番号</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>中止</translation>
    </message>
    <message>
        <source>Type your number, then OK.</source>
        <translation>番号を入力し、「決定」を押してください。</translation>
    </message>
    <message>
        <source>Type your PIN, then OK.</source>
        <translation>暗証番号を入力し、「決定」を押してください。</translation>
    </message>
</context>
<context>
    <name>PrivacySheet</name>
    <message>
        <source>Privacy</source>
        <translation>プライバシー</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Privacy notice</source>
        <translation>プライバシーのお知らせ</translation>
    </message>
    <message>
        <source>This camera compares faces with those of people who have agreed to be enrolled here.</source>
        <translation>このカメラは、登録に同意した方の顔と照合します。</translation>
    </message>
    <message>
        <source>No picture is kept, and none leaves this device.</source>
        <translation>映像は保存されず、この装置の外に出ることもありません。</translation>
    </message>
    <message>
        <source>Of enrolled people a sealed template is kept, not a photograph, until it is deleted.</source>
        <translation>登録者については、写真ではなく暗号化された特徴データを、削除されるまで保管します。</translation>
    </message>
    <message>
        <source>Each decision is recorded: when, who, and whether the door opened.</source>
        <translation>判定ごとに、日時・人物・ドアが開いたかどうかを記録します。</translation>
    </message>
    <message>
        <source>You need not use your face: ask for a badge or PIN instead.</source>
        <translation>顔を使わない方法もあります。社員証か暗証番号をお申し出ください。</translation>
    </message>
</context>
<context>
    <name>SearchList</name>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>結果</translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} shown</source>
        <translation>
            <numerusform>{total} 件中 %n 件を表示</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>in order</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation>要確認</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>Gate: {state}</source>
        <translation>ゲート：{state}</translation>
    </message>
    <message>
        <source>Network: {state}</source>
        <translation>ネットワーク：{state}</translation>
    </message>
</context>
</TS>
